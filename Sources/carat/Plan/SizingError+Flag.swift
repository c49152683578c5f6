import Reports
import Sizing

extension SizingError {
  /// Names that plans give to a figure, and the flag that sets it.
  private static let flags = [
    "context": "--context", "batch": "--batch", "threads": "--threads", "prompt": "--prompt",
    "depth": "--depth", "precision": "--precision", "kv-precision": "--kv-precision",
    "cache-bytes": "--cache-bytes",
    "sequence": "--sequence", "micro-batch": "--micro-batch",
    "micro-batches per step": "--gradient-accumulation",
    "tensor parallel size": "--tensor-parallel", "pipeline parallel size": "--pipeline-parallel",
    "data parallel size": "--data-parallel", "sequence parallel": "--sequence-parallel",
    "adapter rank": "--lora-rank", "tokens": "--tokens", "days": "--days", "pue": "--pue",
    "utilization": "--utilization", "grid intensity": "--grid-intensity", "price": "--price",
  ]

  /// The same error with the names of flags where they set what is at fault, or what would help.
  var namedAsFlag: SizingError {
    var error = self
    error.what = Self.flags[what] ?? what
    if case .devices(let name, let count) = advice {
      error.advice = .words(
        "Take \(PlanFlag.text(accelerator: name, count: count)), or a smaller layout.")
    }
    return error
  }
}
