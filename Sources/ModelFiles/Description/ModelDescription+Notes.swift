import ModelSpec

extension ModelDescription {
  /// Notes for a plan on how the weights are stored: the layout, what stands beside the model in
  /// the files, and what no index names.
  public var storageNotes: [String] {
    var notes: [String] = []
    if let stored {
      if let layout = stored.layoutName {
        notes.append("the files store \(layout); scales, zero points and tables are counted")
      }
      notes += besideNotes + unlistedNotes(stored)
    } else if let quantization, spec != nil {
      notes.append(
        "the weights are sized as the config says: \(quantization.title); scales, zero points and tables "
          + "are reckoned as that quantiser writes them")
    }
    return notes
  }

  private func unlistedNotes(_ stored: StoredTensors) -> [String] {
    guard case .safetensors(let file) = stored.file, let first = file.unlisted.first else {
      return []
    }
    let bytes = file.unlisted.reduce(0) { $0 + $1.byteCount }
    return [
      "the index leaves out \(file.unlisted.count) tensors of its shards, \(bytes) bytes "
        + "(\(quoted(first.name))): they are not counted"
    ]
  }

  private var besideNotes: [String] {
    let beside = (audit?.findings ?? []).filter { $0.kind.isBesideModel && $0.byteCount > 0 }
    guard !beside.isEmpty else { return [] }
    let list = beside.map { "\($0.kind.title), \($0.byteCount) bytes" }.joined(separator: "; ")
    return ["the weights are all that the files store; beside the model are \(list)"]
  }
}

extension StorageFinding.Kind {
  /// Tells whether what it finds is neither a parameter of the model nor part of how one is stored.
  fileprivate var isBesideModel: Bool {
    switch self {
    case .causalMask, .rotaryTable, .predictionModule, .duplicate, .visionTower, .unrecognized: true
    case .blockScale, .quantizerState, .packedWeights, .duplicateHead, .vocabularyRows, .unusedRows,
      .mismatched, .missing:
      false
    }
  }
}
