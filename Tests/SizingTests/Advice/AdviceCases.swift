import ModelSpec
import Sizing
import Testing

/// Models, accelerators and requests that the tests of advice share.
enum AdviceCases {
  static func subject(_ name: String) throws -> PlanSubject {
    try PlanSubject(try #require(Catalogue.model(named: name)))
  }

  static func cards(_ text: String) throws -> AcceleratorSelection {
    try AcceleratorTable.builtIn.selection(text)
  }

  /// A request for inference on some accelerators.
  static func inference(
    on names: [String] = [], precision: WeightPrecision? = nil, context: Int? = nil, batch: Int = 1
  ) throws -> PlanRequest {
    var request = PlanRequest()
    request.precision = precision
    request.context = context
    request.batch = batch
    request.accelerators = try names.map(cards)
    return request
  }

  /// A request for full training on some accelerators.
  static func training(
    on names: [String], sequence: Int = 2048, microBatch: Int = 1
  ) throws -> PlanRequest {
    var request = PlanRequest()
    var recipe = TrainingRecipe(sequence: sequence)
    recipe.microBatch = microBatch
    request.training = recipe
    request.accelerators = try names.map(cards)
    return request
  }

  /// Advice for a catalogue model.
  static func advice(_ name: String, _ request: PlanRequest) throws -> Advice {
    Advice(plan: try Plan(try subject(name), request))
  }

  /// Figures of a plan for a request's first accelerators, worked out anew.
  static func fit(_ name: String, _ request: PlanRequest) throws -> AcceleratorFit {
    try #require(try Plan(try subject(name), request).fits.first)
  }
}
