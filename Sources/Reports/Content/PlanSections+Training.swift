import ModelSpec
import PlainText
import Sizing

extension PlanSections {
  /// The memory of training by part.
  var training: ReportSection? {
    guard let bill = plan.training else { return sizeTraining }
    let device = bill.mostLoaded
    let isSpread = bill.devices > 1
    let scale = ByteScale(for: [bill.totalBytes])
    var table = ReportTable(isSpread ? "The most loaded device, and all together" : "")
    table.addColumn("", .left)
    let parts = BillLine.Part.allCases.filter { $0 != .cache }
    table.addColumns(parts.map(\.rawValue) + ["total"])
    func row(_ name: String, _ text: (Int) -> String, _ bytes: (BillLine.Part) -> Int, _ total: Int)
    {
      table.add([name] + parts.map { text(bytes($0)) } + [text(total)])
    }
    row(scale.decimalName, scale.decimal, device.bytes(of:), device.totalBytes)
    row(scale.binaryName, scale.binary, device.bytes(of:), device.totalBytes)
    if isSpread {
      row("\(scale.decimalName), all", scale.decimal, bill.bytes(of:), bill.totalBytes)
    }
    return ReportSection(.training, "Memory of training", lead: trainingLead(bill), [.table(table)])
  }

  private func trainingLead(_ bill: TrainingBill) -> String {
    let recipe = bill.recipe
    var text = "\(NumberText.bytes(bill.perDeviceBytes))"
    if bill.devices > 1 { text += " on the most loaded of \(bill.devices) devices" }
    text += ": \(recipe.method.name)"
    if let rank = recipe.method.adapters?.rank { text += " of rank \(rank)" }
    text +=
      ", \(recipe.optimizer.rawValue), \(recipe.precision.words), \(recipe.microBatch) x "
      + "\(NumberText.grouped(recipe.sequence)) tokens"
    if recipe.microBatches > 1 {
      text += ", \(NumberText.grouped(recipe.microBatches)) micro-batches a step"
    }
    text += ", recompute \(recipe.recompute.rawValue)"
    text += layoutWords(recipe) + "."
    if bill.devices > 1 { text += " Most loaded: \(bill.mostLoaded.stage.description)." }
    return text
  }

  private func layoutWords(_ recipe: TrainingRecipe) -> String {
    let layout = recipe.layout
    guard layout.devices > 1 else { return "" }
    return ", ZeRO \(recipe.zero.rawValue), tensor \(layout.tensor) x pipeline "
      + "\(layout.pipeline) x data \(layout.data)"
  }

  /// Section on what is known of training a bare size; without `--train` nothing is said of it.
  private var sizeTraining: ReportSection? {
    guard plan.request.training != nil, let bill = plan.sizeTraining else { return nil }
    let recipe = bill.recipe
    var table = ReportTable(recipe.layout.devices > 1 ? "One copy, before it is divided" : "")
    table.addColumn("", .left)
    table.addColumns(["weights", "gradients", "optimizer", "activations", "known"])
    let known = bill.weightsBytes + (bill.gradientBytes ?? 0) + (bill.optimizerBytes ?? 0)
    let scale = ByteScale(for: [known])
    for (name, text) in [(scale.decimalName, scale.decimal), (scale.binaryName, scale.binary)] {
      table.add([
        name, text(bill.weightsBytes), bill.gradientBytes.map(text) ?? NumberText.unknown,
        bill.optimizerBytes.map(text) ?? NumberText.unknown, NumberText.unknown, text(known),
      ])
    }
    let each = recipe.layout.devices > 1 ? " on each of \(recipe.layout.devices) devices" : ""
    return ReportSection(
      .training, "Memory of training",
      lead: "At least \(NumberText.bytes(bill.perDeviceBytes))\(each): \(recipe.method.name), "
        + "\(recipe.optimizer.rawValue), \(recipe.precision.words)\(layoutWords(recipe)). "
        + "Not known: \(bill.unknown.joined(separator: ", ")).", [.table(table)])
  }

  /// The lines of the bill of training on its most loaded device.
  var trainingLines: ReportSection? {
    plan.training.map { bill in
      ReportSection(
        .trainingLines, "Memory of training, line by line",
        lead: "\(bill.mostLoaded.stage.description), the most loaded of "
          + "\(NumberText.count(bill.devices, "device")).",
        [.table(Self.table(bill.mostLoaded.lines, bill.perDeviceBytes))])
    }
  }
}

extension TrainingPrecision {
  /// Formats of weights, gradients and master copy, in words.
  var words: String {
    if weights == .fp32, gradients == .fp32 { return "fp32" }
    let copy = master.map { ", \($0.rawValue) master copy" } ?? ""
    guard weights != gradients else { return "\(weights.rawValue) weights and gradients\(copy)" }
    return "\(weights.rawValue) weights, \(gradients.rawValue) gradients\(copy)"
  }
}
