import ModelSpec
import PlainText
import Sizing

/// The few figures that a page opens with.
struct KeyFacts {
  /// One figure.
  struct Fact: Sendable, Hashable {
    var label: String
    var value: String
    var remark: String
    /// `yes` or `no` for a verdict.
    var style: String?
  }

  private let plan: Plan

  /// The figures of a plan.
  init(_ plan: Plan) { self.plan = plan }

  /// The figures, the most important first.
  var all: [Fact] { [verdict, inference, speed, training, parameters].compactMap { $0 } }

  private var verdict: Fact? {
    guard let fit = plan.fits.first else { return nil }
    let more = plan.fits.count > 1 ? "; \(plan.fits.count - 1) more below" : ""
    return Fact(
      label: "On \(fit.selection.label)", value: fit.fits ? "✓ fits" : "✗ too large",
      remark:
        "\(fit.loadText) \(NumberText.percent(fit.load)) of \(NumberText.bytes(fit.memoryBytes))"
        + (fit.selection.count > 1 ? " on each" : "") + more,
      style: fit.fits ? "yes" : "no")
  }

  private var inference: Fact {
    guard let bill = plan.inference else {
      return Fact(
        label: "Weights", value: NumberText.decimalBytes(plan.weightsBytes),
        remark: "\(NumberText.binaryBytes(plan.weightsBytes)), "
          + plan.precisionName)
    }
    return Fact(
      label: "Inference", value: NumberText.decimalBytes(bill.totalBytes),
      remark: "\(NumberText.binaryBytes(bill.totalBytes)), \(bill.request.weights.name), "
        + "\(NumberText.grouped(bill.request.context)) x \(bill.request.sequences)")
  }

  private var speed: Fact? {
    guard let fit = plan.fits.first, fit.fits, let speed = fit.speed else { return nil }
    return Fact(
      label: "Decoding", value: "\(NumberText.figures(speed.decodeTokensPerSecond)) tokens/s",
      remark: "\(speed.basis.rawValue), bound by \(speed.decodeLimit.rawValue)")
  }

  private var training: Fact? {
    guard let bill = plan.training else { return nil }
    let devices = bill.devices > 1 ? " on each of \(bill.devices)" : ""
    return Fact(
      label: "Training", value: NumberText.decimalBytes(bill.perDeviceBytes),
      remark: "\(NumberText.binaryBytes(bill.perDeviceBytes))\(devices), "
        + "\(bill.recipe.method.name), \(bill.recipe.optimizer.rawValue)")
  }

  private var parameters: Fact {
    let active = plan.parameters.map(\.active) ?? plan.subject.parameters
    let share =
      active == plan.subject.parameters
      ? "" : "; \(NumberText.worded(Double(active))) work on a token"
    return Fact(
      label: "Parameters", value: NumberText.worded(Double(plan.subject.parameters)),
      remark: PlanSections(plan).parametersBasis + share)
  }
}
