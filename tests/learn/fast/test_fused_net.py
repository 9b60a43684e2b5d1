import torch

from digitpad.learn import networks
from digitpad.learn.fast import fused_net


def test_a_net_for_answering_gives_the_same_logits_with_fewer_layers() -> None:
    net = networks.build("padnet", outputs=11, seed=3).train()
    glyphs = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    for _ in range(5):
        net(glyphs)  # batch statistics that are not the initial ones
    net.eval()
    lean = fused_net.fused(net)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in lean.modules())
    with torch.inference_mode():
        assert torch.allclose(net(glyphs), lean(glyphs), atol=1e-4)


def test_a_net_without_batch_normalisation_answers_as_before() -> None:
    net = networks.build("cnn-5x5", seed=3).eval()
    glyphs = torch.rand(8, 1, 28, 28)
    with torch.inference_mode():
        before = net(glyphs)
        assert torch.allclose(before, fused_net.fused(net)(glyphs), atol=1e-5)
