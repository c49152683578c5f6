#!/usr/bin/env python3
"""Records what the sentencepiece and tokenizers packages make of some texts, for Tests/TokenizersTests.

usage: scripts/record_tokenizer_goldens.py DATA_FOLDER

DATA_FOLDER holds tokenizers/*.model and text/*, and is the folder that CARAT_TEST_DATA names when tests run. Writes
Tests/TokenizersTests/Fixtures/*.json. Needs the packages sentencepiece and tokenizers.
"""

import json
import pathlib
import random
import sys

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers as pre
from tokenizers import processors, trainers

HERE = pathlib.Path(__file__).resolve().parent.parent / "Tests/TokenizersTests/Fixtures"

SENTENCES = [
    "",
    " ",
    "   ",
    "\n",
    "\n\n\n",
    "\t\t tab",
    "Hello world",
    " Hello  world ",
    "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.",
    "I'll say it's John's; THEY'RE late, we'd've gone. 'Tis so, he'S.",
    "The year 1984, 3.14159 and 1,000,000 or 0x7fff.",
    "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
    "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。",
    "カタカナ ﾊﾝｶｸ ひらがな 漢字 １２３ ＡＢＣ ㈱ ①",
    "func f(_ x: Int) -> Int {\n    return x + 1  // one\n}\n",
    "def f(x):\n\treturn {'a': [x ** 2 for x in range(10)]}\r\n",
    "😀 👩‍👩‍👧‍👦 🇯🇵 ✅ 🦙🦙",
    "cafe\u0301 café Ångström Å ﬁnance ½ ﷺ",
    "Привет, мир! Γειά σου Κόσμε. שלום עולם. مرحبا بالعالم",
    "नमस्ते दुनिया สวัสดีชาวโลก 안녕하세요 세계",
    "a\u00a0b\u2003c\u3000d\u200be\ufefff",
    "<s> </s> <unk> <pad> <|im_start|>user\nhi<|im_end|>",
    "▁already▁marked ▁ ▁▁",
    "-------======''''''\"\"\"\"......!!!!!!??????",
    "zero\u0000byte and \u001b escape",
    "the quick brown fox jumps over the lazy dog " * 8,
]

CORPUS = [s for s in SENTENCES if s.strip()] * 3 + [
    f"{a} {b} {c}{d} " * 2
    for a in ["the", "a", "every", "no"]
    for b in ["model", "token", "word", "machine", "言葉", "模型"]
    for c in ["reads", "writes", "learns", "speaks"]
    for d in [".", "!", " 12", " 345", "\n"]
]


def write(name, value):
    path = HERE / name
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(path.name, path.stat().st_size)


def random_texts(count):
    source = random.Random(20)
    pools = [
        [chr(c) for c in range(32, 127)],
        list(" \n\t\r'sSreRE.,!0123456789"),
        [chr(c) for c in range(0xA1, 0x250)],
        [chr(c) for c in range(0x3041, 0x30FF)],
        [chr(c) for c in range(0x4E00, 0x5000)],
        [chr(c) for c in range(0x1F600, 0x1F640)],
        list("e\u0301a\u0300ﬁ①Ａｶﾞ각 \u200d"),
    ]
    texts = []
    for _ in range(count):
        chosen = source.sample(pools, 3)
        texts.append("".join(source.choice(source.choice(chosen)) for _ in range(source.randint(1, 30))))
    return texts


LONG = ["tiny-shakespeare.txt", "wagahai-wa-neko-de-aru.ja.txt", "botchan.en.txt", "tang-poems-0.zh.json"]


def checksum(ids):
    value = 0
    for i in ids:
        value = (value * 31 + i) % 2147483647
    return value


def record_sentencepiece(folder):
    texts = SENTENCES + random_texts(60)
    result = {"texts": texts, "models": {}}
    for name in ["llama2", "internlm", "llm-jp-3.1", "sentencepiece-test", "sentencepiece-test-ja"]:
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizers" / f"{name}.model"))
        ids = [model.encode(text) for text in texts]
        long = {}
        for file in LONG:
            text = (folder / "text" / file).read_bytes().decode("utf-8")[:100_000]
            encoded = model.encode(text)
            long[file] = [len(encoded), checksum(encoded)]
        result["models"][name] = {"ids": ids, "decoded": [model.decode(i) for i in ids], "long": long}
    write("sentencepiece.json", result)


LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHAT = ["<|im_start|>", "<|im_end|>"]


def byte_level(steps, normalizer=None, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre.Sequence(steps) if len(steps) > 1 else steps[0]
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<|endoftext|>"] + CHAT, show_progress=False,
        initial_alphabet=pre.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def split(pattern, behavior="isolated", invert=False):
    return pre.Split(Regex(pattern), behavior, invert)


RAW = pre.ByteLevel(add_prefix_space=False, use_regex=False)


def gpt2():
    return byte_level([pre.ByteLevel(add_prefix_space=False)])


def roberta():
    tokenizer = byte_level([pre.ByteLevel(add_prefix_space=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("<|im_end|>", 2), ("<|im_start|>", 1))
    return tokenizer


def llama3():
    tokenizer = byte_level([split(LLAMA3), RAW], ignore_merges=True)
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single="<|im_start|> $A", pair="<|im_start|> $A <|im_start|> $B",
                special_tokens=[("<|im_start|>", 1)],
            ),
        ]
    )
    return tokenizer


def qwen2():
    return byte_level([split(LLAMA3.replace("{1,3}", "")), RAW], normalizers.NFC())


def smollm():
    return byte_level([pre.Digits(individual_digits=True), pre.ByteLevel(add_prefix_space=False)])


def gpt4o():
    return byte_level([split(GPT4O, "removed", True), RAW])


def nfkc_punctuation():
    normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    return byte_level([pre.Punctuation("merged_with_previous"), pre.WhitespaceSplit(), RAW], normalizer)


def whitespace_nfd():
    normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Strip()])
    return byte_level([pre.Whitespace(), pre.Digits(individual_digits=False), RAW], normalizer)


def character_bpe(legacy):
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    if legacy:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    else:
        tokenizer.pre_tokenizer = pre.Metaspace(prepend_scheme="first", split=False)
    specials = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=specials, show_progress=False)
    tokenizer.train_from_iterator([c.replace(" ", " ") for c in CORPUS], trainer)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    # The byte pieces are not special in published files.
    document = json.loads(tokenizer.to_str())
    document["added_tokens"] = document["added_tokens"][:3]
    tokenizer = Tokenizer.from_str(json.dumps(document))
    tokenizer.add_tokens(
        [
            AddedToken("<|user|>", rstrip=True, normalized=False),
            AddedToken("<mask>", lstrip=True, normalized=False),
            AddedToken("quick", single_word=True, normalized=False),
            AddedToken("lazy dog", normalized=True) if not legacy else AddedToken("lazydog", normalized=False),
        ]
    )
    return tokenizer


def gemma():
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True, ignore_merges=False))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre.Split(" ", "merged_with_previous")
    specials = ["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{b:02X}>" for b in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=specials, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    document = json.loads(tokenizer.to_str())
    document["added_tokens"] = document["added_tokens"][:4]
    tokenizer = Tokenizer.from_str(json.dumps(document))
    tokenizer.add_tokens([AddedToken("\n\n", normalized=False), AddedToken("\n\n\n", normalized=False)])
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=400, special_tokens=["<unk>", "<s>", "</s>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)]
    )
    return tokenizer


def record_tokenizers():
    makers = {
        "gpt-2": gpt2, "roberta": roberta, "llama-3": llama3, "qwen-2": qwen2, "smollm": smollm,
        "gpt-4o": gpt4o, "nfkc-punctuation": nfkc_punctuation, "whitespace-nfd": whitespace_nfd,
        "llama-2-legacy": lambda: character_bpe(True), "mistral": lambda: character_bpe(False),
        "gemma": gemma, "unigram": unigram,
    }
    texts = SENTENCES + random_texts(25) + [
        "a <mask> b<|user|>  c quick quicksand lazydog lazy dog  x",
        "<|im_start|>user\nhi<|im_end|>\n",
        "<s>mid <s> end</s>",
    ]
    for name, make in makers.items():
        tokenizer = make()
        encoded = [tokenizer.encode(text) for text in texts]
        bare = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        write(
            f"tokenizer-{name}.json",
            {
                "tokenizer": json.loads(tokenizer.to_str()),
                "texts": texts,
                "ids": [e.ids for e in encoded],
                "bare": bare,
                "decoded": [tokenizer.decode(i, skip_special_tokens=True) for i in bare],
                "decodedWithSpecial": [tokenizer.decode(i, skip_special_tokens=False) for i in bare],
            },
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    HERE.mkdir(parents=True, exist_ok=True)
    record_sentencepiece(pathlib.Path(sys.argv[1]))
    record_tokenizers()
