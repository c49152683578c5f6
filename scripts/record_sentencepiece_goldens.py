#!/usr/bin/env python3
"""Records what SentencePiece and transformers make of small models, for Tests/TokenizersTests.

usage: scripts/record_sentencepiece_goldens.py

Trains models of both kinds with words that end in their space, or with layouts that classes of transformers take apart,
and writes Tests/TokenizersTests/Fixtures/sentencepiece-trained.json: the model, the configuration where there is one, some
texts, their ids and the text of those ids. Needs the packages transformers 5.24, sentencepiece, protobuf and tokenizers.
"""

import base64
import io
import itertools
import json
import pathlib
import tempfile

import sentencepiece
import transformers
from transformers import AutoTokenizer

OUT = pathlib.Path(__file__).resolve().parent.parent / "Tests/TokenizersTests/Fixtures"
CORPUS = ["the quick brown fox jumps over the lazy dog", "hello world, hello there", "foo bar 12"]
TEXTS = ["hello world", "  hello  the fox ", "", " ", "foo\nthe\u65e5 w", "\u2581a \u2581", "the</s>fox", "<u>foobar <u>"]


def model(**options):
    file = io.BytesIO()
    usual = dict(
        sentence_iterator=iter(CORPUS * 3), model_writer=file, vocab_size=330, byte_fallback=True, unk_id=0, bos_id=1,
        eos_id=2, pad_id=-1, normalization_rule_name="identity", minloglevel=2, hard_vocab_limit=False)
    sentencepiece.SentencePieceTrainer.train(**{**usual, **options})
    return file.getvalue()


def suffix_cases():
    for kind, prefix, removes in itertools.product(["bpe", "unigram"], [True, False], [True, False]):
        made = model(
            model_type=kind, add_dummy_prefix=prefix, remove_extra_whitespaces=removes, treat_whitespace_as_suffix=True,
            user_defined_symbols=["<u>"])
        reference = sentencepiece.SentencePieceProcessor(model_proto=made)
        ids = [reference.encode(text) for text in TEXTS]
        yield dict(
            name=f"suffix {kind} {prefix} {removes}", model=base64.b64encode(made).decode(), ids=ids,
            whole=[reference.decode(i) for i in ids])


def class_case(made, config):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "tokenizer.model").write_bytes(made)
        pathlib.Path(folder, "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        reference = AutoTokenizer.from_pretrained(folder)
        ids = [reference(text)["input_ids"] for text in TEXTS]
        options = dict(skip_special_tokens=False, clean_up_tokenization_spaces=False)
        whole = [reference.decode(i, **options) for i in ids]
    name = f"{config['tokenizer_class']} {config}"
    return dict(name=name, model=base64.b64encode(made).decode(), config=config, ids=ids, whole=whole)


def class_cases():
    names = dict(eos_token="</s>", unk_token="<unk>")
    for kind, name in itertools.product(["unigram", "bpe"], ["LlamaTokenizer", "GemmaTokenizer"]):
        made = model(model_type=kind, user_defined_symbols=["<u>"])
        yield class_case(made, dict(tokenizer_class=name, bos_token="<s>", add_bos_token=True, **names))
        yield class_case(made, dict(tokenizer_class=name, legacy=True, extra_special_tokens=["fox"], **names))
    layout = dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    for kind, count in itertools.product(["unigram", "bpe"], [0, 3]):
        made = model(model_type=kind, byte_fallback=count == 0, user_defined_symbols=["<u>"], **layout)
        yield class_case(made, dict(tokenizer_class="T5Tokenizer", extra_ids=count, pad_token="<pad>", **names))


def main():
    transformers.logging.set_verbosity_error()
    cases = [*suffix_cases(), *class_cases()]
    text = json.dumps(dict(texts=TEXTS, cases=cases), ensure_ascii=False, separators=(",", ":"))
    (OUT / "sentencepiece-trained.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
