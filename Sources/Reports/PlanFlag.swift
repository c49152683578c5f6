import ModelSpec
package import Sizing

/// The flags of `carat plan`, in which a report and its JSON say what to ask for instead.
///
/// The only words of a command line in a library; the contract of `plan --json` has them.
package enum PlanFlag {
  /// Hint where no accelerators were named.
  static let accelerators =
    "--on NAME[xN], such as --on rtx4090, says whether it fits there and how fast it is."

  /// The flag that makes a change, with its value, such as `--zero 3`.
  package static func text(_ lever: Change.Lever) -> String {
    switch lever {
    case .cachePrecision(let format): "--kv-precision \(format.name.lowercased())"
    case .context(let positions): "--context \(positions)"
    case .precision(let precision): "--precision \(precision.name)"
    case .batch(let sequences): "--batch \(sequences)"
    case .recompute(let level): "--recompute \(level.rawValue)"
    case .microBatch(let sequences): "--micro-batch \(sequences)"
    case .zero(let stage): "--zero \(stage.rawValue)"
    case .optimizer(let optimizer): "--optimizer \(optimizer.rawValue)"
    case .method(let method): "--train \(method.name)"
    case .tensorParallel(let devices): "--tensor-parallel \(devices)"
    case .devices(let selection, let replicas):
      text(accelerator: selection.accelerator.name, count: selection.count)
        + (replicas.map { " --data-parallel \($0)" } ?? "")
    }
  }

  /// The flag that names so many of an accelerator.
  package static func text(accelerator name: String, count: Int) -> String {
    "--on \(name)x\(count)"
  }

  /// A note with the flag that is its remedy.
  static func text(_ note: PlanNote) -> String {
    switch note.remedy {
    case .longerContext: "\(note.text); --context sets a longer one."
    case .otherLayouts: "\(note.text); --advise lists others."
    case nil: note.text
    }
  }
}
