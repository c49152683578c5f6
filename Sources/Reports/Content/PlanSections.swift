import ModelSpec
import PlainText
import Sizing

/// The sections of a plan, in the order of what people ask first: does it fit, how large, how fast.
///
/// The same sections are written for a terminal, in Markdown and as a page. Texts of model files
/// stand in them as they are; who writes them makes them harmless.
struct PlanSections {
  let plan: Plan

  /// Sections of a plan.
  init(_ plan: Plan) { self.plan = plan }

  /// The model's name.
  var title: String { plan.subject.name }

  /// Sentences on what the model is and how that is known.
  var introduction: [String] { [description, provenance] + fileLine }

  /// All sections that have something to say, without the bills' lines.
  var brief: [ReportSection] {
    let memory =
      plan.request.training == nil
      ? [inference, measured, training] : [training, inference, measured]
    return ([accelerators] + memory + [parameters, storage, rules, compute, notes])
      .compactMap { $0 }
  }

  /// Every line of the bills and estimates with its formula and source.
  var details: [ReportSection] {
    [inferenceLines, trainingLines, speedLines, ruleLines].compactMap { $0 }
  }

  private var description: String {
    let subject = plan.subject
    let count = NumberText.grouped(subject.parameters)
    guard let spec = subject.spec else {
      return "\(count) parameters; the architecture is not known"
    }
    let layers = NumberText.count(spec.layers.count, "layer")
    return "\(spec.architecture.displayName), \(count) parameters, \(layers), width "
      + "\(NumberText.grouped(spec.modelDimension)), context \(NumberText.grouped(spec.contextLength))"
  }

  private var provenance: String {
    let published = plan.subject.published
    var parts = [plan.subject.source.words]
    if let published {
      parts.append(published.disclosure.label)
      parts.append(published.source)
    }
    return parts.joined(separator: "; ")
  }

  private var fileLine: [String] {
    guard let file = plan.subject.fileBytes else { return [] }
    let read = plan.subject.bytesRead.map { ", of which \(NumberText.bytes($0)) were read" } ?? ""
    return ["file of \(NumberText.bytes(file))" + read]
  }

  /// Basis of the number of parameters.
  var parametersBasis: String {
    if plan.subject.spec != nil { return plan.parametersBasis.rawValue }
    return plan.subject.published?.disclosure.label ?? plan.parametersBasis.rawValue
  }

  private var notes: ReportSection? {
    plan.notes.isEmpty
      ? nil : ReportSection(.notes, "Notes", [.list(plan.notes.map(PlanFlag.text))])
  }
}

extension PlanSubject.Source {
  /// Source of a description, in words.
  var words: String {
    switch self {
    case .catalogue: "from the catalogue"
    case .config: "from its config.json"
    case .folder: "from a folder with config.json and weights"
    case .gguf: "from the header of a GGUF file"
    case .safetensors: "from the header of a safetensors file"
    case .size: "from its size alone"
    }
  }
}
