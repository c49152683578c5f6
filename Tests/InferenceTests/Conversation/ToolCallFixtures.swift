import Constraints
import Generation
import Inference
import JSON
import ModelFiles
import Testing
import ToolCalls
import _TestSupport

extension EngineFixtures {
  /// An engine with a model of some hundred weights that reads conversations by a template.
  static func conversing(
    _ template: String, controlTokens: [String] = [], context: Int = 16_384
  ) throws -> Engine {
    var model = TinyModel()
    (model.layers, model.width, model.keyValueHeads) = (1, 32, 1)
    model.contextLength = context
    model.controlTokens = controlTokens
    model.moreMetadata = [("tokenizer.chat_template", .string(template))]
    return try tiny(model, context: context)
  }
}

/// An answer to a conversation with tools, read while it came.
struct ToolAnswer {
  private(set) var text = ""
  private(set) var calls: [Message.ToolCall] = []
  private(set) var failed: [String] = []
  private(set) var report: GenerationReport?

  init(of engine: Engine, _ request: GenerationRequest, tools: [ToolDescription]) async throws {
    var parser = try engine.model.toolCalling.parser(of: tools)
    for try await event in engine.generate(request) {
      switch event {
      case .started: break
      case .token(let token): take(parser.append(token.text))
      case .finished(let report):
        take(parser.append(report.remainingText))
        self.report = report
      }
    }
    take(parser.finish())
  }

  private mutating func take(_ events: [ToolCallParser.Event]) {
    for event in events {
      switch event {
      case .text(let more): text += more
      case .callEnded(_, let call): calls.append(call)
      case .callFailed(_, let text): failed.append(text)
      case .callBegan, .arguments: break
      }
    }
  }
}

/// A choice of tools that a test asks for, and how the answer is drawn.
struct ToolQuestion: CustomStringConvertible {
  var choice = ToolChoice.required
  var isParallel = true
  var isStrict = true
  var temperature = 1.0
  var seed: UInt64 = 0
  var tokens = 240

  var description: String {
    "\(choice)\(isParallel ? ", parallel" : "")\(isStrict ? ", strict" : ""), "
      + "temperature \(temperature), seed \(seed)"
  }

  /// The answer to a conversation; without strictness if the syntax has no way to hold to a schema.
  mutating func answer(
    of engine: Engine, _ messages: [Message], tools: [ToolDescription]
  ) async throws -> ToolAnswer {
    var request = GenerationRequest(
      .conversation(messages, tools: tools),
      sampling: Sampling(temperature: temperature, topK: 0, topP: 1), maximumTokens: tokens,
      seed: seed)
    let calling = engine.model.toolCalling
    do {
      try calling.hold(&request, to: choice, parallel: isParallel, strict: isStrict)
    } catch ToolCallError.unsupportedSchema {
      isStrict = false
      try calling.hold(&request, to: choice, parallel: isParallel, strict: false)
    }
    return try await ToolAnswer(of: engine, request, tools: tools)
  }

  /// Checks that an answer has the calls that were asked for, and no others.
  func check(
    _ answer: ToolAnswer, tools: [ToolDescription], model: LanguageModel,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let told: Comment =
      "\(self), \(model.toolCalling.syntax.name): '\(answer.text)' \(answer.calls)"
    let catalogue = try ToolCatalogue(tools)
    #expect(answer.failed.isEmpty, told, sourceLocation: sourceLocation)
    switch choice {
    case .none: #expect(answer.calls.isEmpty, told, sourceLocation: sourceLocation)
    case .auto: break
    case .required, .named:
      #expect(!answer.calls.isEmpty, told, sourceLocation: sourceLocation)
      #expect(answer.text.allSatisfy { $0.isWhitespace }, told, sourceLocation: sourceLocation)
    }
    if !isParallel { #expect(answer.calls.count <= 1, told, sourceLocation: sourceLocation) }
    for call in answer.calls {
      #expect(throws: Never.self, told, sourceLocation: sourceLocation) {
        try catalogue.check(call)
      }
      if case .named(let name) = choice {
        #expect(call.name == name, told, sourceLocation: sourceLocation)
      }
      guard isStrict, let schema = catalogue[call.name]?.parameters, !schema.isEmpty else {
        continue
      }
      let isValid = try CompiledConstraintOf(.jsonSchema(schema), model).takes(call.arguments)
      #expect(isValid, told, sourceLocation: sourceLocation)
    }
  }
}
