import JSON
import ModelSpec

extension LlamaConfig {
  /// The layers that have a window, and the words that say so.
  enum Windows {
    /// None.
    case none
    /// All, if `sliding_window` has a value. One that is there but null means none; one that is not
    /// there is this.
    case all(default: Int?)
    /// The same, where `layer_types` may name the layers; a model of which only some have one is
    /// written under the other names.
    case byLayer(default: Int?, modelType: String, className: String)
    /// The layers from `max_window_layers` on, or those that `layer_types` names, if
    /// `use_sliding_window` says so.
    case fromLayer
    /// Every other layer below `max_window_layers`, or those of `layer_types`, if
    /// `use_sliding_window` says so; not written.
    case everyOther
    /// All layers, if `use_sliding_window` says so.
    case allByFlag
  }
}

extension LlamaConfig.Windows {
  /// The window of each layer.
  func read(_ reader: inout ConfigReader, layers: Int) throws -> [Int?] {
    switch self {
    case .none: return Array(repeating: nil, count: layers)
    case .all(let fallback):
      return Array(repeating: try Self.window(reader, default: fallback), count: layers)
    case .byLayer(let fallback, _, _):
      let window = try Self.window(reader, default: fallback)
      let sliding = try reader.slidingLayers(count: layers) { _ in window != nil }
      if window == nil, sliding.contains(true) { reader.noteNoWindow("sliding_window is null") }
      return sliding.map { $0 ? window : nil }
    case .fromLayer, .everyOther, .allByFlag: return try readByFlag(&reader, layers: layers)
    }
  }

  private static func window(_ reader: ConfigReader, default fallback: Int?) throws -> Int? {
    reader.isNull("sliding_window")
      ? nil : try reader.optionalInteger("sliding_window") ?? fallback
  }

  private func readByFlag(_ reader: inout ConfigReader, layers: Int) throws -> [Int?] {
    guard try reader.flag("use_sliding_window", default: false) else {
      if case .fromLayer = self,
        try reader.slidingLayers(count: layers, isSliding: { _ in false }).contains(true)
      {
        reader.noteNoWindow("use_sliding_window is false")
      }
      return Array(repeating: nil, count: layers)
    }
    let window = try reader.integer("sliding_window", default: 4096)
    if case .allByFlag = self { return Array(repeating: window, count: layers) }
    let turn = try reader.integer("max_window_layers", default: 28)
    let sliding = try reader.slidingLayers(count: layers) { layer in
      if case .fromLayer = self { layer >= turn } else { layer < turn && layer.isMultiple(of: 2) }
    }
    return sliding.map { $0 ? window : nil }
  }

  func write(to config: inout ConfigWriter) {
    let windows = config.spec.layers.map(\.attention.window)
    let value = JSONValue.optional(config.window)
    switch self {
    case .none, .everyOther: break
    case .all: config["sliding_window"] = value
    case .byLayer(_, let modelType, let className):
      guard windows.contains(nil), config.window != nil else {
        config["sliding_window"] = value
        return
      }
      // The class that reads windows by layer; files of the first type with such a list are read
      // as it.
      config["model_type"] = .string(modelType)
      config["architectures"] = .array([.string(className)])
      config["sliding_window"] = value
      config.addLayerTypes()
    case .fromLayer:
      config["use_sliding_window"] = .bool(config.window != nil)
      config["sliding_window"] = value
      guard config.window != nil else { return }
      config["max_window_layers"] = .integer(windows.firstIndex { $0 != nil } ?? 0)
      config.addLayerTypes()
    case .allByFlag:
      config["use_sliding_window"] = .bool(config.window != nil)
      config["sliding_window"] = value
    }
  }
}
