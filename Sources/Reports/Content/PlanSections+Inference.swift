import ModelSpec
import PlainText
import Sizing

extension PlanSections {
  /// The memory of inference by part.
  var inference: ReportSection {
    guard let bill = plan.inference else { return weightsOnly }
    let scale = ByteScale(for: [bill.totalBytes])
    var table = ReportTable()
    table.addColumn("", .left)
    table.addColumns([scale.decimalName, scale.binaryName, "share"])
    func add(_ name: String, _ bytes: Int, isTotal: Bool = false) {
      let share = Double(bytes) / Double(max(1, bill.totalBytes))
      table.add(
        [name, scale.decimal(bytes), scale.binary(bytes), NumberText.percent(share)],
        isTotal: isTotal)
    }
    add("weights", bill.weightsBytes)
    add("keys and values, reserved", bill.cacheBytes)
    add("work buffers", bill.activationBytes)
    add("total", bill.totalBytes, isTotal: true)
    return ReportSection(
      .inference, "Memory of inference", lead: inferenceLead(bill),
      [.table(table), .list([cacheSentence(bill)])])
  }

  private func inferenceLead(_ bill: InferenceBill) -> String {
    let request = bill.request
    return "\(NumberText.bytes(bill.totalBytes)): \(request.weights.name), "
      + "\(NumberText.count(request.context, "position")), "
      + "\(NumberText.count(request.sequences, "sequence")), "
      + "\(request.cacheFormat.name.lowercased()) cache."
  }

  private func cacheSentence(_ bill: InferenceBill) -> String {
    "\(NumberText.grouped(bill.cacheBytesPerToken)) bytes of keys and values a token; "
      + "at least \(NumberText.bytes(bill.minimumCacheBytes)) in all"
  }

  private var weightsOnly: ReportSection {
    let precision = plan.precisionName
    return ReportSection(
      .inference, "Memory of inference",
      lead: "\(NumberText.bytes(plan.weightsBytes)) of weights in \(precision); keys, values and "
        + "work buffers depend on the architecture, which is not known.")
  }

  /// The lines of the bill of inference.
  var inferenceLines: ReportSection? {
    plan.inference.map { bill in
      ReportSection(
        .inferenceLines, "Memory of inference, line by line",
        [.table(Self.table(bill.lines, bill.totalBytes))])
    }
  }

  /// The lines of a bill with formula and source.
  static func table(_ lines: [BillLine], _ total: Int) -> ReportTable {
    var table = ReportTable()
    table.addColumn("line", .left)
    table.addColumns(["bytes"])
    table.addColumn("", .left)
    table.addColumn("basis", .left)
    for line in lines {
      table.add(
        [
          line.title, NumberText.grouped(line.bytes), NumberText.decimalBytes(line.bytes),
          line.basis.rawValue,
        ], remark: "\(line.formula); \(line.source)")
    }
    table.add(["total", NumberText.grouped(total), NumberText.decimalBytes(total)], isTotal: true)
    return table
  }
}
