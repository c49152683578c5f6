import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

@Suite("Allocations", .enabled(if: AllocationCounter.isAvailable))
struct AllocationTests {
  @Test("the counter counts")
  func counts() {
    let count = AllocationCounter.allocations {
      for size in 1...10 { _ = blackHole([Int](repeating: size, count: 100 * size)) }
    }
    #expect(count >= 10)
  }

  @inline(never)
  private func blackHole(_ values: [Int]) -> Int { values.count }

  @Test("decoding a token allocates nothing", arguments: GoldenModel.names)
  func decode(name: String) throws {
    let golden = try GoldenModel(name)
    let runner = try GoldenRunner(golden.checkpoint, threads: 2)
    let group = runner.cache.groups.indices
    var batch = ForwardBatch(groups: group.count)
    let rings = runner.cache.blockCounts.map { count in
      (0..<2 * count).map { Int32($0 % count) }
    }
    let token = [golden.sequences[0].tokens[1]]
    func step(_ position: Int) -> Bool {
      batch.removeAll()
      batch.append(token[...], position: position, length: position + 1)
      for index in group {
        let window = runner.cache.groups[index].window
        let first = window.map { max(0, position - $0 + 1) / KeyValueStore.positionsPerBlock } ?? 0
        let last = position / KeyValueStore.positionsPerBlock
        let count = runner.cache.blockCounts[index]
        // The ring twice over, so that a slice of it serves any position.
        batch.setBlocks(
          rings[index][first % count...first % count + last - first], from: first, group: index)
      }
      guard let hidden = runner.transformer.forward(batch, cache: runner.cache) else {
        return false
      }
      return runner.transformer.logits(hidden, rows: 0..<1).rows == 1
    }
    // Arrays of the batch grow to their size once.
    let end = min(150, golden.checkpoint.spec.embedding.learnedPositions ?? 150)
    for position in 0..<end - 50 { #expect(step(position)) }
    let count = AllocationCounter.allocations {
      for position in end - 50..<end where !step(position) { return }
    }
    #expect(count == 0)
  }
}
