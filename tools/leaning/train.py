"""Make the weights by which answers lean from labelled remarks.

    python tools/leaning/train.py tools/leaning/en.jsonl graphtalk/languages/en.leaning.tsv

Each line of the first file is `{"text": …, "label": …}`; README.md beside this file tells what the labels mean. The
second file gets one line a run of words: the run, and what it adds to each leaning in hundredths. Needs scikit-learn.
"""

import argparse
import json
from hashlib import sha256
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from graphtalk.annotate.leaning import LEANINGS, word_runs

# What carries a proposal out, or refuses to, takes a side.
LEANS = {"changes": "support with changes", "done": "support", "undone": "oppose", "none": "other"}
LEAST = 2  # remarks that a run of words stands in
STRENGTH = 1.0  # inverse of the regularisation; 0.3 and 3 did no better on other writers' remarks
SMALLEST = 0.12  # weight in any column below which a run is left out


def main() -> None:
    """Read the remarks, fit the model, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("remarks", type=Path)
    parser.add_argument("weights", type=Path)
    options = parser.parse_args()
    remarks = [json.loads(line) for line in options.remarks.read_text(encoding="utf-8").splitlines()]
    counter = CountVectorizer(analyzer=word_runs, binary=True, min_df=LEAST)
    seen = counter.fit_transform([remark["text"] for remark in remarks])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(seen, [LEANS.get(remark["label"], remark["label"]) for remark in remarks])
    order = [list(model.classes_).index(leaning) for leaning in LEANINGS]
    rows = {"": model.intercept_[order]}
    rows |= {run: model.coef_[order, i] for i, run in enumerate(counter.get_feature_names_out())}
    digest = sha256(options.remarks.read_bytes()).hexdigest()
    lines = [
        f"# Made by tools/leaning/train.py from remarks with the SHA-256 {digest}",
        "\t".join(["# run", *LEANINGS]),
    ]
    for run, weights in sorted(rows.items()):
        if not run or max(abs(weights)) >= SMALLEST:
            lines.append("\t".join([run, *(str(round(100 * weight)) for weight in weights)]))
    options.weights.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(remarks)} remarks, {len(lines) - 2} runs of words")


if __name__ == "__main__":
    main()
