import JSON
import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Names of architectures")
struct ArchitectureRegistryTests {
  private let definitions = ArchitectureRegistry.known.definitions

  @Test("every architecture has one definition")
  func complete() {
    #expect(definitions.map(\.architecture) == Architecture.allCases)
    for definition in definitions {
      #expect(
        ArchitectureRegistry.known[definition.architecture]?.gguf.name == definition.gguf.name)
    }
  }

  @Test("no two share a model type, a class or what its class is told by")
  func unique() {
    let types = definitions.flatMap(\.huggingFace.modelTypes)
    #expect(Set(types).count == types.count)
    #expect(Set(types.map { $0.filter { $0 != "_" } }).count == types.count)
    #expect(Set(definitions.map(\.huggingFace.className)).count == definitions.count)
    for definition in definitions {
      let claims = definitions.filter {
        $0.huggingFace.classPrefix.map(definition.huggingFace.className.hasPrefix) ?? false
      }
      #expect(claims.allSatisfy { $0.architecture == definition.architecture })
    }
  }

  /// Sizes under all the names that they have.
  private static func config(_ first: String) throws -> JSONValue {
    try JSONValue(
      parsing: """
        {\(first), "vocab_size": 100, "hidden_size": 32, "intermediate_size": 48,
         "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 4,
         "num_experts_per_tok": 2, "n_embd": 32, "n_head": 4, "n_layer": 2}
        """)
  }

  @Test("each is found by its model types, and by the class that is written, alone")
  func found() throws {
    for definition in definitions {
      for type in definition.huggingFace.modelTypes {
        let config = try Self.config(#""model_type": "\#(type)""#)
        #expect(
          try ModelSpec.huggingFace(config, name: "").spec.architecture == definition.architecture)
      }
      let name = definition.huggingFace.className
      let config = try Self.config(#""architectures": ["\#(name)"]"#)
      #expect(
        try ModelSpec.huggingFace(config, name: "").spec.architecture == definition.architecture,
        "\(name)")
    }
  }

  @Test("a GGUF name stands for one general architecture, and what it shares it with can be told")
  func sharedNames() throws {
    let registry = ArchitectureRegistry.known
    let names = registry.namesInGGUF
    #expect(Set(names).count == names.count)
    #expect(Set(definitions.map(\.gguf.name)) == Set(names))
    let mixture = MixtureSpec(
      expertCount: 4, expertsPerToken: 2, expert: DenseSpec(hiddenDimension: 8, activation: .silu),
      renormalizesShares: true)
    var biased = mixture
    biased.hasSelectionBias = true
    func told(_ name: String, _ mixture: MixtureSpec?, _ hasWindow: Bool) -> Architecture? {
      registry.architecture(
        namedInGGUF: name, having: .init(mixture: mixture, hasWindow: hasWindow))
    }
    #expect(told("llama", nil, false) == .llama)
    #expect(told("llama", nil, true) == .mistral)
    #expect(told("llama", mixture, false) == .mixtral)
    #expect(told("llama", mixture, true) == .mixtral)
    #expect(told("deepseek2", mixture, false) == .deepSeek2)
    #expect(told("deepseek2", biased, false) == .deepSeek3)
    #expect(told("mamba", nil, false) == nil)
    for name in names where !["llama", "deepseek2"].contains(name) {
      #expect(definitions.filter { $0.gguf.name == name }.count == 1, "\(name)")
    }
  }

  @Test("no two tensors of a naming share a name, but parts of one tensor")
  func tensorNames() {
    for definition in definitions {
      let (hub, gguf) = (definition.huggingFace, definition.gguf)
      let namings =
        [hub.tensors, gguf.tensors] + hub.otherTensors.map(\.naming)
        + gguf.otherTensors.map(\.naming)
      for naming in namings {
        let outer = naming.outer.values.filter(\.isAlone).map { $0.name() }
        let layer = naming.layer.values.filter(\.isAlone).map { $0.name() }
        let parts = Set(naming.layer.values.filter { !$0.isAlone }.map { $0.name() })
        #expect(Set(outer + layer).count == outer.count + layer.count, "\(definition.architecture)")
        #expect(parts.isDisjoint(with: outer + layer), "\(definition.architecture)")
        #expect(layer.allSatisfy { $0.contains("{i}") })
        guard case .whole? = naming.outer[.tokenEmbedding] else {
          Issue.record("\(definition.architecture) has no embedding")
          continue
        }
      }
    }
  }
}

extension WeightSource {
  /// Tells whether a tensor holds this role alone.
  fileprivate var isAlone: Bool {
    switch self {
    case .whole, .transposed, .experts: true
    case .packed, .grouped, .transposedPart, .stackedPart: false
    }
  }
}
