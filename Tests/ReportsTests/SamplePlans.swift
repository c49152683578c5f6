import ModelSpec
import Sizing
import Testing

/// Plans of models of the catalogue.
enum SamplePlans {
  /// A plan of a model on some accelerators.
  static func plan(
    _ name: String, on accelerators: [String] = [], training: TrainingMethod? = nil
  ) throws -> Plan {
    let model = try #require(Catalogue.model(named: name))
    var request = PlanRequest()
    request.accelerators = try accelerators.map { try AcceleratorTable.builtIn.selection($0) }
    if let training, let spec = model.spec {
      var recipe = TrainingRecipe(standardFor: spec)
      recipe.method = training
      request.training = recipe
    }
    return try Plan(try PlanSubject(model), request)
  }

  /// A plan whose every text from outside tries to break out of its place.
  static func hostile() throws -> Plan {
    let model = try #require(Catalogue.model(named: "gemma-2b"))
    let text = "</style><script>alert(1)</script>\u{1B}[31m|*_`\"'&\n# x \u{202E}"
    var spec = try #require(model.spec)
    spec.name = text
    var subject = PlanSubject(spec, name: text, source: .config)
    subject.notes = [text]
    subject.stored = [
      PlanSubject.Stored(
        kind: text, tensorCount: 1, elementCount: 2, bytes: 8, explanation: text)
    ]
    var plan = try Plan(subject)
    plan.measured = PlanMeasurement(
      figures: [
        PlanMeasurement.Figure(
          id: text, title: text, predicted: 10, measured: 8, unit: .bytes, basis: .exact)
      ], threads: 1, instructionSet: text)
    return plan
  }

  /// Plans that between them show every section.
  static func varied() throws -> [Plan] {
    [
      try plan("gemma-2b", on: ["rtx4090", "h100x8"]), try plan("gpt-4o", on: ["h100x8"]),
      try plan("internlm-tiny"), try plan("deepseek-v3"),
      try plan("llama-3-8b", on: ["rtx4090x8"], training: .full), try hostile(),
    ]
  }
}
