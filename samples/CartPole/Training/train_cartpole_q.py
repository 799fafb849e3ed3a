#!/usr/bin/env python3
"""Trains the sample's policy: a small Q-network for balancing a pole on a cart, written as an ONNX file.

    python3 train_cartpole_q.py --out cartpole_q.onnx [--steps 30000] [--seed 1]

Double deep Q-learning (van Hasselt, Guez and Silver 2016) on the cart and pole of Barto, Sutton and Anderson (1983) with the
constants of Gym's CartPole: a minute or two on one core. The network's input is `state`, [batch, 4]: the cart's position and
velocity and the pole's angle and angular velocity, in metres, radians and seconds. Its output is `q`, [batch, 2]: the
discounted reward (0.95 a step) that is to come after a push to the left and after one to the right.
Needs PyTorch >= 1.13 only. Made with Debian 12's python3-torch 1.13.1.
"""
import argparse, math, time
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

GRAVITY, CART, POLE, HALF_LENGTH, FORCE, SECONDS = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
MOST_POSITION, MOST_ANGLE = 2.4, math.radians(12)
DISCOUNT = 0.95


class Carts:
    """Many carts at once. An episode starts anywhere within a width on both sides of 0."""
    def __init__(self, count, steps, rng, width=(0.05, 0.05, 0.05, 0.05)):
        self.count, self.steps, self.rng, self.width = count, steps, rng, width
        self.states, self.ages = self.fresh(count), np.zeros(count, int)

    def fresh(self, count):
        return self.rng.uniform(-1, 1, (count, 4)) * self.width

    def step(self, actions):
        """Pushes each cart; gives the states that come of it, which have fallen and which have had all their steps."""
        x, v, angle, turn = self.states.T
        force = np.where(actions == 1, FORCE, -FORCE)
        sin, cos, mass = np.sin(angle), np.cos(angle), CART + POLE
        push = (force + POLE * HALF_LENGTH * turn ** 2 * sin) / mass
        bend = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - POLE * cos ** 2 / mass))
        speed = push - POLE * HALF_LENGTH * bend * cos / mass
        after = np.stack([x + SECONDS * v, v + SECONDS * speed, angle + SECONDS * turn, turn + SECONDS * bend], 1)
        self.ages += 1
        fallen = (np.abs(after[:, 0]) > MOST_POSITION) | (np.abs(after[:, 2]) > MOST_ANGLE)
        ended = fallen | (self.ages >= self.steps)
        self.states = np.where(ended[:, None], self.fresh(self.count), after)
        self.ages[ended] = 0
        return after, fallen, ended


class Scale(nn.Module):
    """Multiplies by constants."""
    def __init__(self, factors):
        super().__init__()
        self.register_buffer("factors", torch.tensor(factors))

    def forward(self, x):
        return x * self.factors


def network():
    """States are brought to about the same range; what is learnt is a twentieth of the reward that is to come."""
    return nn.Sequential(Scale([1 / 2.4, 1 / 2, 1 / 0.2, 1 / 2]),
                         nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))


def tensor(values):
    return torch.from_numpy(np.asarray(values, np.float32))


def best(net, states):
    with torch.no_grad():
        return net(tensor(states)).argmax(1).numpy()


def rewards(net, episodes, steps, seed):
    """The number of steps that each of some episodes lasts."""
    carts = Carts(episodes, steps, np.random.default_rng(seed))
    lasted, alive = np.zeros(episodes, int), np.ones(episodes, bool)
    for _ in range(steps):
        lasted += alive
        alive &= ~carts.step(best(net, carts.states))[2]
    return lasted


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", default="cartpole_q.onnx")
    options.add_argument("--steps", type=int, default=30000, help="steps of the optimiser, and of all carts")
    options.add_argument("--carts", type=int, default=16)
    options.add_argument("--batch", type=int, default=256)
    options.add_argument("--seed", type=int, default=1)
    a = options.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(a.seed)

    net, slow = network(), network()
    slow.load_state_dict(net.state_dict())
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.01, 1 - step / a.steps))
    # Episodes start anywhere, so that the network has seen what it would avoid.
    carts = Carts(a.carts, 200, rng, width=(2.0, 1.0, 0.15, 1.0))
    room = 100_000
    before, actions, after, falls = np.zeros((room, 4), np.float32), np.zeros(room, int), np.zeros((room, 4), np.float32), np.zeros(room, np.float32)
    start = time.time()
    for step in range(a.steps):
        explore = max(0.05, 1 - step / (0.3 * a.steps))
        chosen = np.where(rng.random(a.carts) < explore, rng.integers(0, 2, a.carts), best(net, carts.states))
        at = (step * a.carts + np.arange(a.carts)) % room
        before[at], actions[at] = carts.states, chosen
        # The end of an episode by its number of steps is no failure, so what would follow counts on.
        after[at], falls[at], _ = carts.step(chosen)
        rows = rng.integers(0, min(room, (step + 1) * a.carts), a.batch)
        with torch.no_grad():
            following = tensor(after[rows])
            value = slow(following).gather(1, net(following).argmax(1, keepdim=True))[:, 0]
            target = (1 - DISCOUNT) + DISCOUNT * value * (1 - tensor(falls[rows]))
        q = net(tensor(before[rows])).gather(1, torch.from_numpy(actions[rows])[:, None])[:, 0]
        loss = F.mse_loss(q, target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            for mean, weight in zip(slow.parameters(), net.parameters()):
                mean.lerp_(weight, 0.005)
        if (step + 1) % 2500 == 0:
            print(f"step {step + 1:6}: {rewards(slow, 100, 200, 7).mean():.1f} of 200, {time.time() - start:.0f} s", flush=True)

    # The network is the running mean of the weights at the end of the training; no other is chosen by its reward.
    for steps in (200, 500):
        lasted = rewards(slow, 1000, steps, 12345)
        print(f"1000 episodes of at most {steps}: mean {lasted.mean():.2f}, worst {lasted.min()}")
    slow = nn.Sequential(*slow, Scale([1 / (1 - DISCOUNT)] * 2))
    torch.onnx.export(slow, torch.zeros(1, 4), a.out, opset_version=17, do_constant_folding=True,
                      input_names=["state"], output_names=["q"], dynamic_axes={"state": {0: "batch"}, "q": {0: "batch"}})


if __name__ == "__main__":
    main()
