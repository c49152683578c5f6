import ModelSpec

/// The tensors of a model as one kind of file names and packs them.
struct TensorLayout {
  /// The model as that kind of file describes it.
  let spec: ModelSpec
  /// The file's tensors in the order of computation.
  let tensors: [Entry]

  /// A tensor of the file, and what it is made of.
  struct Entry {
    var name: String
    var shape: [Int]
    /// Arrangement of the roles in it.
    var source: WeightSource
    /// The layer, if it is in one.
    var layer: Int?
    /// The expert, if each has a tensor of its own.
    var expert: Int?
    /// Roles of the tensor, in the order of its rows.
    var roles: [TensorSpec]
  }

  /// The layout of a GGUF file.
  static func gguf(_ spec: ModelSpec) throws -> TensorLayout {
    try Self.refuseUnnamed(spec)
    let spec = spec.arrangedForGGUF
    return try TensorLayout(spec, naming: .gguf(spec) { _ in false })
  }

  /// The layout of a folder in the Hugging Face form.
  static func huggingFace(_ spec: ModelSpec) throws -> TensorLayout {
    try Self.refuseUnnamed(spec)
    let spec = spec.arrangedForHuggingFace
    return try TensorLayout(spec, naming: .huggingFace(writing: spec))
  }

  /// Files are written for models that can be run; the tensors of others have no names here.
  private static func refuseUnnamed(_ spec: ModelSpec) throws {
    guard let obstacle = spec.obstacleToRunning else { return }
    throw ConversionError(
      "a model with \(obstacle) (\(spec.architecture.displayName)) can be inspected and planned, but not written"
    )
  }

  private init(_ spec: ModelSpec, naming: WeightNaming) throws {
    self.spec = spec
    var groups: [Entry] = []
    var places: [String: Int] = [:]
    for role in spec.tensors {
      guard let (source, layer) = naming.source(of: role.role) else {
        throw ConversionError(
          "\(spec.architecture.displayName) files of this kind have no name for \(role.role)")
      }
      let name = source.name(layer: layer)
      if let place = places[name] {
        groups[place].roles.append(role)
      } else {
        places[name] = groups.count
        groups.append(Entry(name: name, shape: [], source: source, layer: layer, roles: [role]))
      }
    }
    tensors = try groups.flatMap(Self.shaped)
  }

  /// Gives a group its shape, and each expert its own entry where files keep them apart.
  private static func shaped(_ group: Entry) throws -> [Entry] {
    var entry = group
    let first = group.roles[0].shape
    entry.shape = [group.roles.reduce(0) { $0 + $1.shape[0] }] + first.dropFirst()
    switch group.source {
    case .whole, .packed, .grouped: break
    case .transposed, .transposedPart: entry.shape.reverse()
    case .experts:
      return (0..<first[0]).map { expert in
        entry.expert = expert
        entry.name = group.source.name(layer: group.layer, expert: expert)
        entry.shape = Array(first.dropFirst())
        return entry
      }
    case .stackedPart:
      throw ConversionError("stacked experts, such as \(quoted(group.name)), are not written")
    }
    return [entry]
  }
}

extension ModelSpec {
  /// The same model as a GGUF file describes it: pairs of columns in that file's order, Llama 3's
  /// scaling as divisors.
  var arrangedForGGUF: ModelSpec {
    mapRotary { rotary in
      rotary.pairing = architecture.definition.gguf.pairing
      if case .llama3 = rotary.scaling { rotary.scaling = .divisors(rotary.llama3Divisors) }
    }.completingBiasesForGGUF
  }

  /// The same model as a `config.json` describes it.
  var arrangedForHuggingFace: ModelSpec {
    mapRotary { rotary in
      rotary.pairing = .halves
      if case .divisors(let divisors) = rotary.scaling {
        rotary.scaling = rotary.named(divisors, contextLength: contextLength)
      }
    }.completingBiasesForHuggingFace
  }

  /// The decoder alone: a tower and modules for further tokens are not written.
  private func mapRotary(_ change: (inout RotarySpec) -> Void) -> ModelSpec {
    var spec = self
    (spec.vision, spec.predictionModules) = (nil, 0)
    for index in spec.layers.indices {
      guard var rotary = spec.layers[index].attention.rotary else { continue }
      change(&rotary)
      spec.layers[index].attention.rotary = rotary
    }
    return spec
  }
}
