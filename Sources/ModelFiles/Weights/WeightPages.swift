import Dispatch
import ModelSpec
import Tensors

/// The pages of a model's files that every pass reads from beginning to end.
///
/// Mapping them takes the system about 0.1 s for a gigabyte that is in its cache. Done on another thread while the tokenizer
/// is made, most of that is over before the first pass. Experts, and an embedding that is not the head as well, are left out:
/// of these only single rows are read, and memory is taken for what is read. So are weights that are copied to be read.
package struct WeightPages: Sendable {
  private var stretches: [(storage: Storage, range: Range<Int>)] = []

  /// Small enough that a thread which asks for memory meanwhile does not wait.
  private static let step = 256 << 10

  /// The pages of a model's dense matrices.
  package init(_ map: WeightMap) {
    // An embedding that is the head too is read last.
    let tensors = map.spec.tensors.dropFirst() + map.spec.tensors.prefix(1)
    for wanted in tensors where Self.isReadWhole(wanted, map.spec) {
      guard let name = map.name(ofMapped: wanted.role),
        let tensor = try? map.file.tensor(named: name)
      else { continue }
      let range = tensor.offset..<tensor.offset + tensor.byteCount
      stretches.append((tensor.storage, range))
    }
  }

  private static func isReadWhole(_ tensor: TensorSpec, _ spec: ModelSpec) -> Bool {
    switch tensor.role {
    case .tokenEmbedding: spec.head.isTied
    case .positionEmbedding: false
    default: tensor.shape.count == 2
    }
  }

  /// Bytes of all of them.
  package var byteCount: Int { stretches.reduce(0) { $0 + $1.range.count } }

  /// Maps them in the order of the layers, and returns at once.
  package func populate() {
    DispatchQueue.global(qos: .userInitiated).async {
      for (storage, range) in stretches {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.step) {
          let end = min(start + Self.step, range.upperBound)
          guard storage.populate(start..<end) else { return }
        }
      }
    }
  }
}
