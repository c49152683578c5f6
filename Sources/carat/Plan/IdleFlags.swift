import ModelSpec
import Reports
import Sizing

/// Flags that were given and change nothing in a plan, each with the reason: nothing is dropped
/// in silence.
struct IdleFlags {
  let command: PlanCommand
  /// Tells whether every model names its precision after an `@`.
  let hasOwnPrecisions: Bool

  private var inference: InferenceFlags { command.inference }
  private var training: TrainingFlags { command.training }
  private var output: OutputFlags { command.output }

  /// One sentence for each reason.
  func notes(for plan: Plan) -> [String] {
    let idle =
      (plan.subject.spec == nil ? unknownArchitecture(plan) : speeds(plan)) + runs(plan)
      + outputs(plan)
    return idle.map { flags, reason in
      "\(flags.joined(separator: ", ")) \(flags.count == 1 ? "has" : "have") no effect: \(reason)"
    }
  }

  /// Flags that only an architecture gives a meaning to.
  private func unknownArchitecture(_ plan: Plan) -> [([String], String)] {
    var idle: [([String], String)] = []
    let asked = inference.given.filter { $0 != "--precision" }
    if !asked.isEmpty {
      idle.append((asked, "cache, buffers and speed of a bare size are not known"))
    }
    let activations = FlagRange.given([
      "sequence": training.sequence, "micro-batch": training.microBatch,
      "gradient-accumulation": training.gradientAccumulation, "recompute": training.recompute,
      "sequence-parallel": training.sequenceParallel,
    ])
    if !activations.isEmpty {
      idle.append((activations, "activations of a bare size are not known"))
    }
    if let recipe = plan.request.training {
      let adapters = FlagRange.given([
        "lora-rank": training.loraRank,
        "optimizer": recipe.method.adapters == nil ? nil : training.optimizer,
      ])
      if !adapters.isEmpty { idle.append((adapters, "adapters of a bare size are not known")) }
      if training.zero ?? 0 > 0, plan.sizeTraining?.recipe.layout.data == 1 {
        idle.append((["--zero"], "there is one replica"))
      }
    }
    return idle
  }

  /// Prompt and depth where no speed is estimated with them.
  private func speeds(_ plan: Plan) -> [([String], String)] {
    var asked = FlagRange.given(["prompt": inference.prompt, "depth": inference.depth])
    guard !asked.isEmpty else { return [] }
    if output.measure {
      return [(asked, "--measure reads and generates tokens of its own number")]
    }
    let hasSpeed = plan.fits.contains { $0.speed != nil } || output.html != nil
    if output.advise, plan.request.training == nil { asked.removeAll { $0 == "--depth" } }
    guard !hasSpeed, !asked.isEmpty else { return [] }
    return [
      (
        asked,
        plan.request.training != nil
          ? "accelerators are judged by training"
          : "no speed is estimated without --on and an accelerator whose rate is known"
      )
    ]
  }

  /// Flags that only training on some accelerators gives a meaning to.
  private func runs(_ plan: Plan) -> [([String], String)] {
    let runs = plan.fits.compactMap(\.run)
    let isAdvised = output.advise && plan.request.training != nil
    var idle: [([String], String)] = []
    if runs.isEmpty {
      let needed = FlagRange.given([
        "days": training.days, "pue": training.pue, "grid-intensity": training.gridIntensity,
        "utilization": isAdvised ? nil : training.utilization,
        "price": output.advise ? nil : training.price,
      ])
      let reason =
        plan.fits.isEmpty
        ? "name accelerators with --on" : "the rate of these accelerators is not known"
      return needed.isEmpty ? [] : [(needed, reason)]
    }
    if runs.allSatisfy({ $0.powerWatts == nil }) {
      let energy = FlagRange.given(["pue": training.pue, "grid-intensity": training.gridIntensity])
      if !energy.isEmpty { idle.append((energy, "the power of these accelerators is not known")) }
    }
    if training.price != nil, !output.advise,
      plan.fits.allSatisfy({ $0.selection.accelerator.pricePerHour != nil })
    {
      idle.append((["--price"], "each of these accelerators has a price of its own"))
    }
    return idle
  }

  /// Flags that other flags leave nothing to do for.
  private func outputs(_ plan: Plan) -> [([String], String)] {
    var idle: [([String], String)] = []
    if output.details, output.json || output.markdown {
      idle.append((["--details"], "JSON and Markdown have every line in any case"))
    }
    if inference.precision != nil, hasOwnPrecisions {
      idle.append((["--precision"], "each model names its own after the @"))
    }
    if command.machines.accelerators != nil, command.machines.on.isEmpty, !output.advise,
      output.html == nil
    {
      idle.append((["--accelerators"], "name one of the file's with --on, or take --advise"))
    }
    if output.slurm ?? output.kubernetes != nil, plan.fits.count > 1, let first = plan.fits.first {
      let rest = command.machines.on.dropFirst().map { "--on \($0)" }
      if !rest.isEmpty {
        idle.append(
          (Array(rest), "a launch file is for the first, \(first.selection.label)"))
      }
    }
    return idle
  }
}
