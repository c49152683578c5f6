"""Deliberate mistakes. A golden is sharp when each of them moves the log-probabilities visibly."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch


@dataclass
class Mutation:
    """A mistake in the configuration, in the built model, or in the functions of its module."""

    name: str
    config: Callable[[Any], None] | None = None
    model: Callable[[torch.nn.Module], None] | None = None
    functions: dict[str, Callable] = field(default_factory=dict)

    @contextlib.contextmanager
    def patched(self, module_name: str):
        module = sys.modules[module_name]
        saved = {name: getattr(module, name) for name in self.functions}
        for name, function in self.functions.items():
            setattr(module, name, function)
        try:
            yield
        finally:
            for name, function in saved.items():
                setattr(module, name, function)


def rope_dictionaries(config) -> list[tuple[str, dict]]:
    parameters = getattr(config, "rope_parameters", None) or {}
    nested = [(key, value) for key, value in parameters.items() if isinstance(value, dict)]
    return nested or ([("", parameters)] if parameters else [])


def for_config(config) -> list[Mutation]:
    """Every mistake that this configuration leaves room for."""
    return rotary(config) + attention(config) + norms(config) + feed_forward(config)


def rotary(config) -> list[Mutation]:
    found: list[Mutation] = []
    for key, values in rope_dictionaries(config):
        label = f" of {key}" if key else ""

        def scaled_theta(config, key=key):
            dict(rope_dictionaries(config))[key]["rope_theta"] *= 1.1

        found.append(Mutation(f"rope theta x 1.1{label}", config=scaled_theta))
        if values.get("rope_type", "default") != "default":
            def unscaled(config, key=key):
                dict(rope_dictionaries(config))[key]["rope_type"] = "default"

            found.append(Mutation(f"rope scaling ignored{label}", config=unscaled))
        if values.get("rope_type") in ("yarn", "longrope"):
            def plain_factor(config, key=key):
                dict(rope_dictionaries(config))[key]["attention_factor"] = 1.0

            found.append(Mutation("rope attention factor ignored", config=plain_factor))
        if values.get("partial_rotary_factor", 1.0) != 1.0:
            def rotate_all(config, key=key):
                values = dict(rope_dictionaries(config))[key]
                values["partial_rotary_factor"] = 1.0
                for factor in ("short_factor", "long_factor"):
                    if factor in values:
                        missing = config.hidden_size // config.num_attention_heads // 2
                        values[factor] = (values[factor] + [1.0] * missing)[:missing]

            found.append(Mutation("whole head rotated", config=rotate_all))
    if found:
        found.append(Mutation("rope pairs interleaved",
                              functions={"apply_rotary_pos_emb": interleaved_rotary}))
    if len(rope_dictionaries(config)) == 2:
        def swapped(config):
            parameters = config.rope_parameters
            parameters["full_attention"], parameters["sliding_attention"] = (
                parameters["sliding_attention"], parameters["full_attention"])

        found.append(Mutation("local and global rope swapped", config=swapped))
    return found


def interleaved_rotary(q, k, cos, sin, unsqueeze_dim=1, **_):
    """Rotates neighbouring pairs (2i, 2i+1): right for permuted GGUF weights, wrong here."""
    cos, sin = cos.unsqueeze(unsqueeze_dim), sin.unsqueeze(unsqueeze_dim)
    width = cos.shape[-1]
    cos, sin = (part[..., : width // 2].repeat_interleave(2, dim=-1) for part in (cos, sin))

    def rotate(x):
        turned, kept = x[..., :width], x[..., width:]
        half = torch.stack((-turned[..., 1::2], turned[..., 0::2]), dim=-1).flatten(-2)
        return torch.cat((turned * cos + half * sin, kept), dim=-1)

    return rotate(q), rotate(k)


def attention(config) -> list[Mutation]:
    found: list[Mutation] = []
    heads = config.num_attention_heads
    groups = getattr(config, "num_key_value_heads", heads)
    if groups not in (1, heads):
        found.append(Mutation("query heads mapped to key heads by remainder", functions={
            "repeat_kv": lambda states, n: states.repeat(1, n, 1, 1)}))
    types = getattr(config, "layer_types", None) or []
    if getattr(config, "sliding_window", None) and (not types or "sliding_attention" in types):
        def wider(config):
            config.sliding_window += 1

        def narrower(config):
            config.sliding_window -= 1

        found += [Mutation("window one wider", config=wider),
                  Mutation("window one narrower", config=narrower)]
    if len(set(types)) > 1:
        def rotated(config):
            config.layer_types = config.layer_types[1:] + config.layer_types[:1]

        found.append(Mutation("layer pattern shifted by one", config=rotated))
    for name in ("attn_logit_softcapping", "final_logit_softcapping"):
        if getattr(config, name, None):
            def uncapped(config, name=name):
                setattr(config, name, None)

            found.append(Mutation(f"{name} ignored", config=uncapped))
    found.append(Mutation("query scale x 1.02", model=scale_queries))
    return found


def scale_queries(model) -> None:
    for module in model.modules():
        if hasattr(module, "scaling") and isinstance(module.scaling, float):
            module.scaling *= 1.02


def edit_parameters(matches: Callable[[str], bool],
                    edit: Callable[[torch.Tensor], Any]) -> Callable:
    def apply(model):
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if matches(name):
                    edit(parameter)
    return apply


def norms(config) -> list[Mutation]:
    from initialise import is_norm

    found = [Mutation("one added to norm weights",
                      model=edit_parameters(is_norm, lambda p: p.add_(1)))]
    for key in ("rms_norm_eps", "layer_norm_epsilon"):
        if getattr(config, key, None):
            def default_epsilon(config, key=key):
                setattr(config, key, 1e-6)

            found.append(Mutation(f"{key} left at 1e-6", config=default_epsilon))
    return found


def feed_forward(config) -> list[Mutation]:
    found: list[Mutation] = []
    for key in ("hidden_act", "hidden_activation", "activation_function"):
        if str(getattr(config, key, "")).startswith("gelu"):
            def exact_gelu(config, key=key):
                # Gemma 1 rewrites "gelu" to the tanh form when built, so it is set afterwards.
                setattr(config, key, "gelu")

            found.append(Mutation("gelu by erf, not tanh", config=exact_gelu))
    return found


def no_biases() -> Mutation:
    return Mutation("biases ignored", model=edit_parameters(
        lambda name: name.endswith("bias"), lambda p: p.zero_()))


def no_head_norms() -> Mutation:
    def strip(model):
        for module in model.modules():
            for name in ("q_norm", "k_norm"):
                if hasattr(module, name):
                    setattr(module, name, torch.nn.Identity())

    return Mutation("q and k norms ignored", model=strip)


def no_embedding_scale() -> Mutation:
    def strip(model):
        for module in model.modules():
            if hasattr(module, "embed_scale"):
                module.embed_scale = torch.ones_like(module.embed_scale)
            if hasattr(module, "scalar_embed_scale"):
                module.scalar_embed_scale = 1.0

    return Mutation("embedding not scaled", model=strip)


def shifted_positions() -> Mutation:
    def shift(model):
        with torch.no_grad():
            table = model.transformer.wpe.weight
            table.copy_(table.roll(-1, dims=0))

    return Mutation("positions start at one", model=shift)


def router_not_renormalised(class_name: str, module_name: str) -> Mutation:
    """The two largest of a softmax over all experts, left as they are."""
    module = sys.modules[module_name]
    original = getattr(module, class_name).forward

    def strip(model):
        for part in model.modules():
            if type(part).__name__ == class_name:
                part.forward = unnormalised.__get__(part)

    def unnormalised(self, hidden_states):
        logits, _, indices = original(self, hidden_states)
        return logits, logits.float().softmax(-1).gather(-1, indices), indices

    return Mutation("expert weights not renormalised", model=strip)
