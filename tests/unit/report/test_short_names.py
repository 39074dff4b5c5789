import pytest

from bot.report.short_names import MAX_LENGTH, short_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("TideNet: Forecasting Harbour Levels", "TideNet"),
        ("TideNet – Forecasting Harbour Levels", "TideNet"),
        ("Forecasting Harbour Levels with TideNet", "TideNet"),
        ("DA-GAN for Harbours", "DA-GAN"),
        ("U-Net Variants for Harbours", "U-Net"),
        ("Hyper-Parameter Optimization with Bandits", "Hyper-Parameter Optimization"),
        ("Method-of-Moments Estimation in Mixtures", "Method-of-Moments Estimation"),
        ("A Survey of Graph Neural Networks", "Graph Neural Networks"),
        ("Learning to Fold Maps from Scans", "Fold Maps"),
        ("On the Convergence of Tides", "Convergence of Tides"),
        ("Image Synthesis with GANs", "Image Synthesis"),
        ("Deep Residual Learning for Image Recognition", "Deep Residual Learning"),
        ("Denoising Diffusion Probabilistic Models", "Diffusion Probabilistic Models"),
        ("Can Robots Fold Maps?", "Robots Fold Maps"),
        ("Tides", "Tides"),
        ("ON LOCAL REDUCTIONS OF CERTAIN CLASSES", "Local reductions"),
    ],
)
def test_a_name_is_the_papers_own_or_its_subject(title: str, name: str) -> None:
    assert short_name(title) == name


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        ("We introduce FoldNet, a network for maps.", "FoldNet"),
        ("We present a model called XFold-R that folds.", "XFold-R"),
        ("We propose a CNN. We use LSTMs.", "Maps of Harbours"),
        ("We propose several models.", "Maps of Harbours"),
    ],
)
def test_a_name_that_the_abstract_gives_is_taken(abstract: str, name: str) -> None:
    assert short_name("Learning Maps of Harbours from Scans", abstract) == name


@pytest.mark.parametrize(
    "title", ["word " * 60, "Counterfactually-Augmented Spatiotemporal Representations of Tides", "x" * 90]
)
def test_a_name_has_whole_words_of_the_title(title: str) -> None:
    name = short_name(title)

    assert {word.lower() for word in name.split()} <= {word.lower() for word in title.split()}
    assert len(name) <= MAX_LENGTH or " " not in name
