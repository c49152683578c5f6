import JSON
import ModelSpec

extension ModelDescription {
  /// The configuration and, where they are, the weights of a folder.
  mutating func readFolder() throws {
    let place = "\(path)/config.json"
    let config = Checkpoint.exists(place) ? try ConfigText(reading: place) : nil
    let file: SafetensorsFile?
    do throws(ModelFileError) {
      file = try SafetensorsFile(opening: path)
    } catch {
      // Without weights the configuration tells all; weights that contradict themselves are
      // an error.
      let isAbsent = error.kind == .missing || error.path == path
      guard config != nil, isAbsent else { throw error }
      notes.append("the weights are not looked at: \(error.problem)")
      file = nil
    }
    if let file { store(.safetensors(file)) }
    if let config {
      try describe(config)
      settleParameters()
    } else {
      notes.append("the folder has no config.json: the architecture is not known")
    }
  }

  /// The shards of an index, and the configuration beside it.
  mutating func readIndex() throws {
    store(.safetensors(try SafetensorsFile(opening: path)))
    try readConfigBeside()
    settleParameters()
  }

  /// One safetensors file, and the configuration beside it.
  mutating func readSafetensors(_ file: SafetensorsFile) throws {
    store(.safetensors(file))
    try readConfigBeside()
    if path.contains(/-\d+-of-\d+\.safetensors$/) {
      notes.append("this is one of several parts; name its folder for the whole model")
    } else {
      settleParameters()
    }
  }

  /// The metadata and tensors of a GGUF file.
  mutating func readGGUF(_ file: GGUFFile) throws {
    store(.gguf(file))
    for name in ["rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"] {
      bytesRead += file.entry(named: name)?.byteCount ?? 0
    }
    let architecture = try file.metadata.string("general.architecture")
    guard ArchitectureRegistry.current.definition(namedInGGUF: architecture) != nil else {
      notes.append(
        "the architecture \(quoted(architecture)) is not known: the tensors are listed, no more")
      return
    }
    var described = try ModelSpec.gguf(file)
    if described.settleHead(.gguf(file)) != .absent {
      bytesRead += WeightFile.gguf(file).sampledHeadBytes(described.spec)
    }
    (spec, notes) = (described.spec, described.notes)
    obstacleToReading = described.obstacleToReading?.problem
    if try file.metadata.string(ifPresent: "general.name") != nil { name = described.spec.name }
  }

  private mutating func store(_ file: WeightFile) {
    stored = StoredTensors(file)
    bytesRead += file.headerBytes
  }

  private mutating func readConfigBeside() throws {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let place = "\(folder)config.json"
    guard Checkpoint.exists(place) else {
      notes.append("there is no config.json beside the file: the architecture is not known")
      return
    }
    try describe(try ConfigText(reading: place))
  }

  /// Takes what a configuration says; one of an unknown kind leaves the stored tensors, if there
  /// are any.
  mutating func describe(_ config: ConfigText) throws {
    bytesRead += config.byteCount
    do {
      let described = try ModelSpec.huggingFace(config.json, name: name)
      spec = described.spec
      notes += described.notes
      (scaleBlock, quantization) = (described.scaleBlock, described.quantization)
      unknownQuantizer = described.unknownQuantizer
      obstacleToReading = described.obstacleToReading?.problem
    } catch let error as ConfigError {
      guard stored != nil, error.key == "model_type" else { throw error }
      notes.append("the architecture is not known: \(error.problem)")
      quantization = try config.json.object.flatMap { try QuantizationScheme(reading: $0) }
      if let object = config.json.object {
        namesQuantizer = try QuantizationReader.isNamed(in: object)
      }
      if namesQuantizer {
        notes.append("the configuration names a quantiser: what its tensors hold is an estimate")
      }
    }
  }

  /// Holds what a configuration says of biases and the head against what is stored.
  private mutating func settleParameters() {
    guard let spec, let file = stored?.file else { return }
    settleBiases(spec, file)
    settleHead(file)
  }

  private mutating func settleBiases(_ spec: ModelSpec, _ file: WeightFile) {
    var described = DescribedModel(spec: spec, notes: notes)
    described.settleBiases(file)
    (self.spec, notes) = (described.spec, described.notes)
  }

  private mutating func settleHead(_ file: WeightFile) {
    guard let spec else { return }
    // A head that a quantiser took apart has no tensor of the head's name.
    if !spec.head.isTied, WeightNaming.headNames.contains(where: file.containsMatrix) { return }
    var described = DescribedModel(spec: spec, notes: notes)
    let isTied = spec.head.isTied
    if described.settleHead(file) != .absent, isTied { bytesRead += file.sampledHeadBytes(spec) }
    (self.spec, notes) = (described.spec, described.notes)
  }
}
