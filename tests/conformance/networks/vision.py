"""torchvision's classifiers."""
import torch
from torch import nn
from torchvision import models

from .registry import CASES, Case, case, images

FAMILY = "classifiers"

# At 64 pixels where the architecture permits.
SIZES = {
    "resnet18": 64, "resnet50": 64, "alexnet": 224, "squeezenet1_0": 64, "squeezenet1_1": 64, "densenet121": 64,
    "mobilenet_v2": 64, "mobilenet_v3_small": 64, "mobilenet_v3_large": 64, "efficientnet_b0": 64, "efficientnet_v2_s": 64,
    "shufflenet_v2_x1_0": 64, "mnasnet1_0": 64, "regnet_x_400mf": 64, "regnet_y_400mf": 64, "convnext_tiny": 64,
    "swin_t": 112,
}
IN_NODE = {"resnet18", "mobilenet_v3_small", "shufflenet_v2_x1_0"}

for name, size in SIZES.items():
    CASES.append(Case(name, FAMILY, (lambda name: lambda: getattr(models, name)(weights=None))(name), images(size),
                      candidates=4 if size == 224 else 48, in_node=name in IN_NODE))


@case("googlenet", FAMILY, images(64))
def googlenet():
    return models.googlenet(weights=None, init_weights=False, aux_logits=False)


@case("inception_v3", FAMILY, images(96))
def inception():
    return models.inception_v3(weights=None, init_weights=False, aux_logits=False)


def _vgg(make):
    """A VGG whose first full layer takes the 2 x 2 cells that are left of 64 pixels."""
    net = make(weights=None, num_classes=100)
    net.avgpool = nn.Identity()
    net.classifier[0] = nn.Linear(512 * 2 * 2, 4096)
    return net


@case("vgg11", FAMILY, images(64))
def vgg11():
    return _vgg(models.vgg11)


@case("vgg16_bn", FAMILY, images(64))
def vgg16_bn():
    return _vgg(models.vgg16_bn)


@case("vit_b_16", FAMILY, images(96), candidates=4)
def vit_b_16():
    return models.vit_b_16(weights=None, image_size=96)


@case("vit_small", FAMILY, images(64), in_node=True)
def vit_small():
    return models.VisionTransformer(image_size=64, patch_size=16, num_layers=4, num_heads=4, hidden_dim=128, mlp_dim=256, num_classes=20)


# 64 pixels leave windows that are padded, and some that are smaller than the rest.
@case("swin_small", FAMILY, images(64))
def swin_small():
    return models.SwinTransformer(patch_size=[4, 4], embed_dim=48, depths=[2, 2, 2], num_heads=[2, 4, 8], window_size=[5, 5], num_classes=20)


def _without_key_bias(net):
    """Swin v2 overwrites these by zeros in place, which PyTorch cannot export; as zeros they can be left."""
    for module in net.modules():
        if hasattr(module, "qkv"):
            width = module.qkv.bias.numel() // 3
            module.qkv.bias[width:2 * width] = 0


torch.onnx.register_custom_op_symbolic("aten::zero", lambda g, x: x, 9)


@case("swin_v2_t", FAMILY, images(64), after=_without_key_bias)
def swin_v2_t():
    return models.swin_v2_t(weights=None)
