"""Times torchvision's networks and their gradients with respect to the image in PyTorch, on two threads.

usage: gradients.py [NAME...]     needs torch and torchvision
"""
import sys
import time

import torch
import torchvision

NAMES = ["vit_b_16", "convnext_tiny", "vgg11", "inception_v3", "resnet50", "densenet121", "googlenet", "resnet18", "alexnet",
         "mobilenet_v2", "mobilenet_v3_large", "efficientnet_b0", "squeezenet1_1"]
ROWS, RUNS = 8, 7


def network(name):
    more = {"init_weights": False, "aux_logits": False} if name in ("googlenet", "inception_v3") else {}
    net = getattr(torchvision.models, name)(weights=None, **more).eval()
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    return net


def milliseconds(run):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times)[RUNS // 2]


def main():
    torch.set_num_threads(2)
    for name in sys.argv[1:] or NAMES:
        net = network(name)
        size = 299 if name == "inception_v3" else 224
        rows = torch.randn(ROWS, 3, size, size)

        def forward():
            with torch.no_grad():
                net(rows)

        def gradient():
            scores = net(rows.clone().requires_grad_(True))
            scores.max(1).values.sum().backward()

        print(f"{name}: {milliseconds(forward):.0f} ms, with the gradient {milliseconds(gradient):.0f} ms", flush=True)


if __name__ == "__main__":
    main()
