import ModelSpec

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Notes for a user on a conversion: what is left out, what is stored otherwise than asked for,
/// what loses precision.
enum ConversionNotes {
  /// Values that were rounded to few bits once are rounded again.
  static func loss(_ weights: WeightFile, target: TargetFormat) -> [String] {
    let quantized = weights.entries.filter { $0.format?.isQuantized == true }
    guard target != .uniform(.f32), quantized.contains(where: { $0.format != target.base }) else {
      return []
    }
    let names = Set(quantized.map(\.formatName)).sorted().joined(separator: ", ")
    return [
      "the source is quantised already (\(names)): rounding it again loses more than "
        + "converting the original would"
    ]
  }

  /// Tensors whose rows do not fill the blocks of the format that they should have.
  static func substitutes(_ tensors: [PlannedTensor], rules: FormatRules) -> [String] {
    struct Change: Hashable {
      var wanted, stored: StorageFormat
      var columns: Int
    }
    var order: [Change] = []
    var names: [Change: [String]] = [:]
    for tensor in tensors.map(\.declaration) {
      let wanted = rules.wantedFormat(tensor.name, shape: tensor.shape)
      guard wanted != tensor.format else { continue }
      let change = Change(
        wanted: wanted, stored: tensor.format, columns: tensor.shape.last ?? 1)
      if names[change] == nil { order.append(change) }
      names[change, default: []].append(tensor.name)
    }
    return order.map { change in
      let changed = names[change] ?? []
      return
        "\(count(changed)) stored in \(change.stored.name), not \(change.wanted.name), because "
        + "rows of \(change.columns) do not fill blocks of \(change.wanted.elementsPerBlock): "
        + TensorNames(changed).text
    }
  }

  /// Tensors of the source that the new file does not have.
  static func unused(_ map: WeightMap) -> [String] {
    let used = map.names
    let unused = map.file.names.filter { !used.contains($0) && !isVector($0) }
    guard !unused.isEmpty else { return [] }
    return ["\(count(unused)) not used by the text model and left out: \(TensorNames(unused).text)"]
  }

  /// Parts of a split file become one.
  static func parts(_ file: GGUFFile) -> [String] {
    file.paths.count > 1
      ? ["the \(file.paths.count) parts of the source become one, without keys of their own"] : []
  }

  /// Tensors whose format is not read.
  static func unread(_ weights: WeightFile) -> [String] {
    let unread = weights.unsupported
    guard !unread.isEmpty else { return [] }
    let formats = Set(unread.map(\.formatName)).sorted().joined(separator: ", ")
    return [
      "\(count(unread.map(\.name))) left out, since \(formats) is not read: "
        + TensorNames(unread.map(\.name)).text
    ]
  }

  /// Tensors without values, which not all readers take.
  static func empty(_ weights: WeightFile) -> [String] {
    let empty = weights.entries.filter { $0.format != nil && $0.elementCount == 0 }.map(\.name)
    guard !empty.isEmpty else { return [] }
    return ["\(count(empty)) left out, since there are no values: \(TensorNames(empty).text)"]
  }

  /// Files of a folder that its copy does not have.
  static func uncopied(_ checkpoint: Checkpoint, written: [String]) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: checkpoint.path)) ?? []
    let rest = names.sorted().filter { name in
      !written.contains(name) && !name.hasPrefix(".") && !name.hasSuffix(".safetensors")
        && name != SafetensorsSource.indexName
    }
    guard !rest.isEmpty else { return [] }
    return [
      "files of the folder that are not copied: " + rest.map(plainText).joined(separator: ", ")
    ]
  }

  /// Notes on what random weights are not made for.
  static func random(_ spec: ModelSpec) -> [String] {
    var notes: [String] = []
    if spec.vision != nil { notes.append("the vision part is left out") }
    if spec.predictionModules > 0 {
      notes.append("the modules that predict further tokens are left out")
    }
    return notes
  }

  /// Rows of values so small that the scales of their blocks cannot be stored.
  static func faded(_ tensors: [(name: String, rows: Int)]) -> [String] {
    guard !tensors.isEmpty else { return [] }
    let rows = tensors.reduce(0) { $0 + $1.rows }
    return [
      "\(rows == 1 ? "1 row has" : "\(rows) rows have") values so small that the format rounds "
        + "them to nothing: \(TensorNames(tensors.map(\.name)).text)"
    ]
  }

  /// Rotary factors of a GGUF file become a part of the description.
  private static func isVector(_ name: String) -> Bool {
    ["rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"].contains(name)
  }

  private static func count(_ names: [String]) -> String {
    names.count == 1 ? "1 tensor is" : "\(names.count) tensors are"
  }
}
