/// A part of a report under one heading.
struct ReportSection: Sendable, Hashable {
  /// The subject of a section, by which writers recognise one.
  enum Kind: Sendable, Hashable {
    /// Of a plan.
    case accelerators, inference, measured, training, parameters, storage, rules, compute, notes
    /// Every line of a plan's bills.
    case inferenceLines, trainingLines, speedLines, ruleLines
    /// Of advice.
    case machines, limits, changes, adviceNotes
    /// Of a choice of precisions, and of layouts for a cluster.
    case choice, layouts
  }

  /// A piece of it.
  enum Block: Sendable, Hashable {
    /// A table.
    case table(ReportTable)
    /// Two tables that may stand side by side.
    case pair(ReportTable, ReportTable)
    /// Sentences of their own.
    case list([String])
  }

  /// The subject.
  var kind: Kind
  /// The heading.
  var title: String
  /// Sentence on what the section says, or `nil`.
  var lead: String?
  /// The pieces, from top to bottom.
  var blocks: [Block]

  /// A section.
  init(_ kind: Kind, _ title: String, lead: String? = nil, _ blocks: [Block] = []) {
    self.kind = kind
    self.title = title
    self.lead = lead
    self.blocks = blocks
  }
}
