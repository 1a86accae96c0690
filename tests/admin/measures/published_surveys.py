"""
Survey data that R packages print their examples from, cut down to what the estimators need.

Cells, sorted values and correlations are facts; no file, code or text of those packages is here.
"""

from collections.abc import Sequence

import numpy as np

from admin.measures.arrays import Floats
from tests.admin.measures.published import correlations

# California Academic Performance Index 2000: 183 schools in 15 districts (`apiclus1` of R's survey
# 4.1-1, GPL-2+). Scores (api00) by school type and whether the school-wide target was met.
SCHOOL_SCORES = {
    "E/No": (481, 492, 505, 515, 552, 561, 629, 638, 664, 699, 709, 711),
    "E/Yes": (
        436, 465, 467, 472, 476, 487, 490, 491, 493, 494, 496, 502, 504, 505, 510, 511, 511, 516,
        521, 523, 529, 535, 536, 538, 542, 546, 550, 551, 551, 551, 553, 554, 555, 559, 561, 564,
        566, 582, 585, 585, 587, 592, 595, 595, 599, 602, 602, 603, 610, 612, 622, 625, 625, 627,
        628, 628, 629, 630, 632, 637, 639, 651, 652, 652, 655, 657, 662, 667, 669, 670, 674, 676,
        677, 684, 685, 691, 691, 696, 696, 697, 698, 700, 701, 705, 709, 709, 710, 710, 714, 714,
        715, 717, 717, 719, 722, 729, 733, 735, 736, 737, 742, 745, 745, 746, 748, 749, 754, 757,
        759, 760, 762, 764, 777, 780, 780, 781, 785, 789, 789, 795, 806, 807, 814, 814, 824, 825,
        827, 828, 832, 836, 842, 905,
    ),
    "H/No": (595, 687, 696),
    "H/Yes": (443, 478, 517, 529, 582, 608, 661, 703, 714, 723, 724),
    "M/No": (411, 547, 592, 598, 614, 631, 699, 759),
    "M/Yes": (
        461, 482, 508, 512, 528, 617, 642, 656, 664, 669, 679, 689, 711, 720, 733, 817, 847,
    ),
}  # fmt: skip

# Holzinger & Swineford (1939), 301 pupils, items as scaled in `HolzingerSwineford1939` of R's
# lavaan 0.6-14 (GPL-2+): covariances of x1-x3 and of x4-x6.
VISUAL = np.array(
    [
        [1.362897745, 0.408729235, 0.581832320],
        [0.408729235, 1.386389812, 0.452567483],
        [0.581832320, 0.452567483, 1.279114410],
    ]
)
TEXTUAL = np.array(
    [
        [1.355166723, 1.101411958, 0.898500762],
        [1.101411958, 1.665318383, 1.017905789],
        [0.898500762, 1.017905789, 1.200346239],
    ]
)

# European customer satisfaction index, mobile phones, 250 customers (`mobi` of R's semPLS and
# seminr, GPL; Tenenhaus et al. 2005): correlations of each construct's items, lower triangle.
PHONES = {
    "image": correlations(
        0.389510, 0.262591, 0.130541, 0.445008, 0.297687,
        0.413899, 0.429135, 0.295384, 0.337089, 0.427086,
    ),
    "expectation": correlations(0.325803, 0.213763, 0.107181),
    "quality": correlations(
        0.507361, 0.523795, 0.344273, 0.531651, 0.464140, 0.521449, 0.519420,
        0.378618, 0.572436, 0.545971, 0.575218, 0.467367, 0.491218, 0.618087,
        0.493104, 0.559725, 0.379574, 0.642529, 0.450309, 0.509531, 0.501387,
    ),
    "value": correlations(0.700148),
    "satisfaction": correlations(0.539201, 0.489952, 0.592357),
    "loyalty": correlations(0.046481, 0.541695, 0.101389),
}  # fmt: skip
# The same: mean satisfaction, image, expectation, quality and value of each customer.
PHONE_MEANS = correlations(
    0.671919203, 0.499518220, 0.500465885, 0.787806548, 0.727782761,
    0.546517492, 0.594918198, 0.501462656, 0.358243799, 0.566112250,
)  # fmt: skip
# The same: how often CUSA1 was 1-10, by PERQ1, PERQ4 and PERV1 (- up to 5, + from 9, 0 between).
PHONE_CELLS = {
    "---": (0, 0, 0, 1, 1, 2, 3, 1, 0, 0), "--0": (0, 0, 0, 0, 0, 0, 0, 1, 0, 0),
    "--+": (0, 0, 0, 0, 0, 0, 0, 1, 0, 0), "-0-": (0, 0, 0, 0, 1, 1, 1, 0, 0, 0),
    "-00": (0, 0, 0, 0, 0, 1, 0, 0, 0, 0), "0--": (0, 0, 0, 0, 2, 0, 3, 1, 0, 0),
    "0-0": (0, 0, 0, 0, 1, 0, 1, 1, 0, 0), "00-": (0, 0, 0, 0, 2, 7, 19, 24, 2, 1),
    "000": (0, 0, 0, 0, 1, 1, 14, 36, 2, 4), "00+": (0, 0, 0, 0, 0, 0, 0, 3, 0, 0),
    "0+-": (0, 0, 0, 0, 0, 1, 3, 1, 1, 2), "0+0": (0, 0, 0, 0, 0, 0, 2, 7, 5, 2),
    "0++": (0, 0, 0, 0, 0, 1, 1, 2, 2, 0), "+--": (0, 0, 0, 0, 0, 0, 0, 0, 1, 0),
    "+-0": (0, 0, 0, 0, 0, 0, 0, 2, 0, 0), "+0-": (0, 0, 0, 0, 0, 0, 1, 5, 0, 0),
    "+00": (0, 0, 0, 0, 0, 0, 0, 8, 1, 2), "+0+": (0, 0, 0, 0, 0, 0, 0, 2, 0, 0),
    "++-": (0, 0, 0, 0, 0, 0, 1, 2, 5, 4), "++0": (0, 0, 0, 0, 0, 1, 1, 8, 7, 13),
    "+++": (0, 0, 0, 0, 0, 0, 0, 4, 3, 10),
}  # fmt: skip


def schools() -> tuple[list[str], Floats]:
    """Return the cell, such as "E/Yes", and the score of every school."""
    cells = [cell for cell, scores in SCHOOL_SCORES.items() for _ in scores]
    return cells, np.array([float(s) for scores in SCHOOL_SCORES.values() for s in scores])


def phones() -> tuple[Floats, Floats]:
    """Return satisfaction and three ratings of every customer; ratings stand for their band."""
    band: dict[str, float] = {"-": 5.0, "0": 7.0, "+": 9.0}
    outcome: list[float] = []
    ratings: list[Sequence[float]] = []
    for cell, counts in PHONE_CELLS.items():
        for score, n in enumerate(counts, start=1):
            outcome += [float(score)] * n
            ratings += [[band[sign] for sign in cell]] * n
    return np.array(outcome), np.array(ratings)
