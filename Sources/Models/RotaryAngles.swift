import ModelSpec
import Tensors

/// Fills the rotary tables of a pass: one for each different rotary embedding of the model.
struct RotaryAngles {
  private let specs: [RotarySpec]
  private let tables: [RotaryTable]
  private let tableOfLayer: [Int?]
  /// Frequencies of each table, for the length that was asked for last.
  private var frequencies: [RotaryFrequencies]
  /// Tells for each whether it depends on the sequence's length.
  private let goByLength: [Bool]

  init(_ spec: ModelSpec, tables: [RotaryTable]) {
    specs = WorkspaceSizes(spec).rotaries
    self.tables = tables
    let specs = specs
    tableOfLayer = spec.layers.map { layer in
      layer.attention.rotary.flatMap { specs.firstIndex(of: $0) }
    }
    frequencies = specs.map { $0.frequencies(sequenceLength: 0) }
    goByLength = specs.map { rotary in
      switch rotary.scaling {
      case .dynamic, .longRope: true
      case .none, .linear, .llama3, .yarn, .divisors: false
      }
    }
  }

  func table(layer: Int) -> RotaryTable? { tableOfLayer[layer].map { tables[$0] } }

  /// Computes cosines and sines for the positions of a batch.
  mutating func update(for batch: ForwardBatch, on device: any Device) {
    for (index, table) in tables.enumerated() {
      for span in batch.spans {
        // Rows share their frequencies, unless each makes the sequence longer.
        let step = goByLength[index] && span.lengthGrows ? 1 : max(span.count, 1)
        for first in stride(from: 0, to: span.count, by: step) {
          if goByLength[index] {
            specs[index].update(&frequencies[index], sequenceLength: span.length + first)
          }
          device.setAngles(
            table, rows: span.row + first..<span.row + first + step,
            from: span.position + first, frequencies: frequencies[index].radiansPerPosition,
            magnitude: frequencies[index].magnitude)
        }
      }
    }
  }
}
