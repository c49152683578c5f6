import ModelSpec
import Tensors

/// Fills the rotary tables of a pass: one for each different rotary embedding of the model.
struct RotaryAngles {
  private let specs: [RotarySpec]
  private let tables: [RotaryTable]
  private let tableOfLayer: [Int?]
  /// Frequencies that do not depend on the sequence's length; `nil` where they do.
  private let fixed: [RotaryFrequencies?]

  init(_ spec: ModelSpec, tables: [RotaryTable]) {
    specs = WorkspaceSizes(spec).rotaries
    self.tables = tables
    let specs = specs
    tableOfLayer = spec.layers.map { layer in
      layer.attention.rotary.flatMap { specs.firstIndex(of: $0) }
    }
    fixed = specs.map { rotary in
      switch rotary.scaling {
      case .dynamic, .longRope: nil
      case .none, .linear, .llama3, .yarn, .divisors: rotary.frequencies(sequenceLength: 0)
      }
    }
  }

  func table(layer: Int) -> RotaryTable? { tableOfLayer[layer].map { tables[$0] } }

  /// Computes cosines and sines for the positions of a batch.
  func update(for batch: ForwardBatch) {
    for (index, table) in tables.enumerated() {
      for span in batch.spans {
        let frequencies = fixed[index] ?? specs[index].frequencies(sequenceLength: span.length)
        for row in 0..<span.count {
          table.set(
            row: span.row + row, position: span.position + row,
            frequencies: frequencies.radiansPerPosition, magnitude: frequencies.magnitude)
        }
      }
    }
  }
}
