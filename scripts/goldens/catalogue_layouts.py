"""The same models in other published file layouts: older configs, prefixes, shards, BF16."""

from __future__ import annotations

import functools
from pathlib import Path

import torch
import transformers as hf
from safetensors.torch import load_file, save_file

import catalogue as models
import layouts
from case import Case

IMAGE_TOKEN = 90


def multimodal() -> hf.Gemma3Config:
    text = models.gemma3_values(rope_parameters=models.copied(models.GEMMA3_ROPE_SCALED))
    vision = dict(hidden_size=8, intermediate_size=12, num_hidden_layers=1, num_attention_heads=2,
                  image_size=28, patch_size=14, vision_use_head=False)
    return hf.Gemma3Config(
        text_config=text, vision_config=vision, mm_tokens_per_image=4, boi_token_index=91,
        eoi_token_index=92, image_token_index=IMAGE_TOKEN)


def tied_in_name(folder: Path) -> None:
    """The config ties the head to the embedding, and the file stores a head with other values."""
    layouts.edit_config(folder, lambda config: config.update(tie_word_embeddings=True))


def called_mistral(folder: Path) -> None:
    """The first name of models with a window in some layers."""
    layouts.edit_config(folder, lambda config: config.update(
        model_type="mistral", architectures=["MistralForCausalLM"]))


def stacked_experts(folder: Path) -> None:
    """All experts of a layer in two tensors, and the first name for their number."""
    path = folder / "model.safetensors"
    tensors = load_file(path)
    with torch.no_grad():
        for layer in range(100):
            prefix = f"model.layers.{layer}.mlp.experts"
            count = sum(name.startswith(f"{prefix}.") for name in tensors) // 3
            parts = {part: [tensors.pop(f"{prefix}.{expert}.{part}_proj.weight")
                            for expert in range(count)] for part in ("gate", "up", "down")}
            if count:
                pairs = zip(parts["gate"], parts["up"], strict=True)
                tensors[f"{prefix}.gate_up_proj"] = torch.stack(
                    [torch.cat(pair) for pair in pairs])
                tensors[f"{prefix}.down_proj"] = torch.stack(parts["down"])
    save_file(tensors, path, metadata={"format": "pt"})

    def renamed(config: dict) -> None:
        config["num_experts"] = config.pop("num_local_experts")

    layouts.edit_config(folder, renamed)


def first_multimodal_names(folder: Path) -> None:
    """`language_model.model.*` beside `vision_tower` and `multi_modal_projector`."""
    def rename(name: str) -> str:
        for newer, older in (("model.language_model.", "language_model.model."),
                             ("model.vision_tower.", "vision_tower."),
                             ("model.multi_modal_projector.", "multi_modal_projector."),
                             ("lm_head.", "language_model.lm_head.")):
            if name.startswith(newer):
                return older + name.removeprefix(newer)
        return name

    def nested(config: dict) -> None:
        layouts.to_older_config(config["text_config"])
        config["torch_dtype"] = config.pop("dtype", "float32")

    layouts.rename_tensors(folder, rename)
    layouts.edit_config(folder, nested)


def current_multimodal_names(folder: Path) -> None:
    """`model.language_model.*`, as the modules are nested today."""
    def rename(name: str) -> str:
        for older, newer in (("language_model.model.", "model.language_model."),
                             ("vision_tower.", "model.vision_tower."),
                             ("multi_modal_projector.", "model.multi_modal_projector.")):
            if name.startswith(older):
                return newer + name.removeprefix(older)
        return name

    layouts.rename_tensors(folder, rename)


def legacy_gelu(folder: Path) -> None:
    """The first Gemma configs say `gelu` and mean its tanh form."""
    layouts.older_config(folder)
    layouts.edit_config(folder, lambda config: config.update(hidden_act="gelu"))


def first_gpt2_names(folder: Path) -> None:
    """No `transformer.` prefix, and the causal masks stored as tensors."""
    path = folder / "model.safetensors"
    tensors = {name.removeprefix("transformer."): tensor
               for name, tensor in load_file(path).items()}
    for layer in range(3):
        tensors[f"h.{layer}.attn.bias"] = torch.ones(64, 64).tril()[None, None]
    save_file(tensors, path, metadata={"format": "pt"})

    def older(config: dict) -> None:
        config.pop("dtype", None)
        config["n_ctx"] = config["n_positions"]

    layouts.edit_config(folder, older)


YARN = {"rope_type": "yarn", "rope_theta": 700.0, "factor": 4.0,
        "original_max_position_embeddings": 32}

WINDOW_MISTAKES = frozenset({
    "window one wider", "window one narrower", "layer pattern shifted by one"})
EPSILON_MISTAKE = frozenset({"rms_norm_eps left at 1e-6"})


def sparse_llama():
    return hf.LlamaConfig(vocab_size=97, hidden_size=40, intermediate_size=72,
                          num_hidden_layers=3, num_attention_heads=5)


def sparse_gemma2():
    return hf.Gemma2Config(vocab_size=97, hidden_size=40, intermediate_size=52,
                           num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
                           head_dim=12)


def sparse_gemma3():
    return hf.Gemma3TextConfig(vocab_size=97, hidden_size=28, intermediate_size=36,
                               num_hidden_layers=7, num_attention_heads=4, num_key_value_heads=2,
                               head_dim=12, sliding_window=8)


LAYOUTS = [
    Case("gemma3-multimodal", hf.Gemma3ForConditionalGeneration, multimodal, offset_norms=True,
         exercises="nested `text_config`, tensors under `model.language_model.`, a vision tower",
         text_config=lambda config: config.text_config, mutations=models.GEMMA3_MISTAKES,
         avoid=frozenset({IMAGE_TOKEN}), layout=current_multimodal_names),
    Case("gemma3-multimodal-first", hf.Gemma3ForConditionalGeneration, multimodal,
         offset_norms=True, text_config=lambda config: config.text_config,
         exercises="the same as first published: `language_model.model.`, older `text_config`",
         mutations=models.GEMMA3_MISTAKES, avoid=frozenset({IMAGE_TOKEN}),
         layout=first_multimodal_names),
    Case("gemma-older-config", hf.GemmaForCausalLM, models.gemma(), offset_norms=True,
         exercises="`rope_theta`, `torch_dtype`, and `gelu` that means its tanh form",
         mutations=models.GEMMA_MISTAKES, layout=legacy_gelu),
    Case("gemma3-older-config", hf.Gemma3ForCausalLM,
         models.gemma3(rope_parameters=models.copied(models.GEMMA3_ROPE_SCALED)),
         offset_norms=True, mutations=models.GEMMA3_MISTAKES,
         exercises="`rope_local_base_freq`, `rope_scaling`, `sliding_window_pattern`",
         layout=layouts.older_config),
    Case("llama-older-config", hf.LlamaForCausalLM, models.llama(),
         "`rope_theta`, `rope_scaling` null, `torch_dtype`", layout=layouts.older_config),
    Case("llama-llama3-rope-older-config", hf.LlamaForCausalLM, seed=8,
         config=models.scaled_llama(rope_parameters={
             "rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0,
             "high_freq_factor": 4.0, "original_max_position_embeddings": 32}),
         exercises="`rope_scaling` with `rope_type`", layout=layouts.older_config),
    Case("qwen2-yarn-older-config", hf.Qwen2ForCausalLM, models.qwen2(rope_parameters=YARN),
         "`rope_scaling` with `type`, YaRN as Qwen2.5 documents it",
         layout=functools.partial(layouts.older_config_with_rope_kind, kind="yarn")),
    Case("phi3-longrope-older-config", hf.Phi3ForCausalLM, seed=8,
         config=models.phi3(
             original_max_position_embeddings=32, rope_parameters=models.longrope(8)),
         exercises="`rope_scaling` with `type`, short and long factors",
         layout=functools.partial(layouts.older_config_with_rope_kind, kind="longrope")),
    Case("gpt2-first-names", hf.GPT2LMHeadModel, models.gpt2(), transposed=True,
         exercises="no prefix, stored causal masks (the shape of the first published files)",
         layout=first_gpt2_names),
    Case("qwen3-moe-stacked", hf.Qwen3MoeForCausalLM, models.qwen3_moe(),
         "as `qwen3-moe` with all experts of a layer in two tensors, and the key `num_experts`",
         layout=stacked_experts),
    Case("llama-sharded", hf.LlamaForCausalLM, models.llama(), "shards with an index",
         shard_bytes=60_000),
    Case("llama-stored-head", hf.LlamaForCausalLM, models.llama(),
         "tied by the config, beside a stored head with other values", layout=tied_in_name),
    Case("gemma3-stored-head", hf.Gemma3ForCausalLM, models.gemma3(tie_word_embeddings=False),
         offset_norms=True, exercises="the same for Gemma 3", mutations=models.GEMMA3_MISTAKES,
         layout=tied_in_name),
    Case("mistral-layer-types", hf.MinistralForCausalLM, models.ministral(),
         "as `ministral` under the name of Mistral", layout=called_mistral),
    Case("llama-bf16", hf.LlamaForCausalLM, models.llama(), "weights stored in BF16",
         rounded_to_bfloat16=True),
    Case("gemma2-bf16", hf.Gemma2ForCausalLM, models.gemma2(), "weights stored in BF16",
         offset_norms=True, rounded_to_bfloat16=True, mutations=models.GEMMA_MISTAKES),
    Case("llama-sparse-config", hf.LlamaForCausalLM, sparse_llama,
         "only sizes in the config: the defaults of `llama` fill the rest", skip=EPSILON_MISTAKE,
         layout=functools.partial(layouts.sparse_config, kept=())),
    Case("gemma2-sparse-config", hf.Gemma2ForCausalLM, sparse_gemma2, offset_norms=True,
         exercises="only sizes in the config: soft caps 50 and 30, query scale 256 by default",
         mutations=models.GEMMA_MISTAKES, skip=EPSILON_MISTAKE | WINDOW_MISTAKES, attention=3.3,
         layout=functools.partial(layouts.sparse_config, kept=("num_key_value_heads", "head_dim"))),
    Case("gemma3-sparse-config", hf.Gemma3ForCausalLM, sparse_gemma3, offset_norms=True,
         exercises="only sizes in the config: pattern of six, two rope bases by default",
         mutations=models.GEMMA3_MISTAKES, skip=EPSILON_MISTAKE,
         layout=functools.partial(layouts.sparse_config, kept=(
             "num_key_value_heads", "head_dim", "sliding_window"))),
]
