"""Networks from pictures to pictures: autoencoders, U-Nets, segmentation."""
import torch
from torch import nn
import torch.nn.functional as F
from torchvision import models

from .registry import case, images

FAMILY = "pictures"


class Autoencoder(nn.Module):
    """Convolutions down; up again by one transposed convolution and two resizings."""

    def __init__(self, up):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ELU(),
                                  nn.Conv2d(32, 32, 4, 2, 1), nn.GELU())
        self.up = nn.Sequential(nn.ConvTranspose2d(32, 24, 3, 2, 1, output_padding=1), nn.BatchNorm2d(24), nn.LeakyReLU(0.1), up,
                                nn.Conv2d(24, 16, 3, padding=1), nn.SiLU(), up, nn.Conv2d(16, 3, 3, padding=1), nn.Sigmoid())

    def forward(self, image):
        return self.up(self.down(image))


@case("autoencoder_nearest", FAMILY, images(32))
def autoencoder_nearest():
    return Autoencoder(nn.Upsample(scale_factor=2, mode="nearest"))


@case("autoencoder_bilinear", FAMILY, images(32))
def autoencoder_bilinear():
    return Autoencoder(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False))


@case("autoencoder_corners", FAMILY, images(32))
def autoencoder_corners():
    return Autoencoder(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True))


@case("autoencoder_bicubic", FAMILY, images(32))
def autoencoder_bicubic():
    return Autoencoder(nn.Upsample(scale_factor=2, mode="bicubic", align_corners=False))


class Twice(nn.Sequential):
    """Two convolutions, each normalised."""

    def __init__(self, before, after):
        super().__init__(nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU(),
                         nn.Conv2d(after, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU())


class UNet(nn.Module):
    """Ronneberger et al. 2015, small. What comes up is resized or padded to what it is joined with."""

    def __init__(self, transposed):
        super().__init__()
        self.transposed = transposed
        self.a, self.b, self.c, self.d = Twice(3, 8), Twice(8, 16), Twice(16, 32), Twice(32, 32)
        self.ups = nn.ModuleList([nn.ConvTranspose2d(32, 32, 2, 2), nn.ConvTranspose2d(32, 16, 2, 2), nn.ConvTranspose2d(16, 8, 2, 2)])
        self.e, self.f, self.g = Twice(64, 32), Twice(32 if transposed else 48, 16), Twice(16 if transposed else 24, 8)
        self.last = nn.Conv2d(8, 4, 1)

    def joined(self, i, x, to):
        if self.transposed:
            x = self.ups[i](x)
            dy, dx = to.shape[2] - x.shape[2], to.shape[3] - x.shape[3]
            x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        else:
            x = F.interpolate(x, size=to.shape[2:], mode="bilinear", align_corners=True)
        return torch.cat([to, x], 1)

    def forward(self, image):
        a = self.a(image)
        b = self.b(F.max_pool2d(a, 2))
        c = self.c(F.max_pool2d(b, 2))
        d = self.d(F.max_pool2d(c, 2))
        return self.last(self.g(self.joined(2, self.f(self.joined(1, self.e(self.joined(0, d, c)), b)), a)))


@case("unet_transposed", FAMILY, images(44), in_node=True)
def unet_transposed():
    return UNet(True)


@case("unet_bilinear", FAMILY, images(44))
def unet_bilinear():
    return UNet(False)


class Out(nn.Module):
    """torchvision's segmentation networks give a dictionary."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        return self.net(image)["out"]


@case("lraspp_mobilenet_v3", FAMILY, images(64))
def lraspp():
    return Out(models.segmentation.lraspp_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=5))


@case("deeplabv3_mobilenet_v3", FAMILY, images(64))
def deeplab():
    return Out(models.segmentation.deeplabv3_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=5))


@case("fcn_resnet50", FAMILY, images(32))
def fcn():
    return Out(models.segmentation.fcn_resnet50(weights=None, weights_backbone=None, num_classes=5))
