import Testing

@testable import SideBySide

@Suite struct BenchmarkCaseTests {
  @Test func `names are unique`() {
    let names = BenchmarkCase.all.map(\.id)
    #expect(Set(names).count == names.count)
  }

  @Test func `one file has one size, wherever it is named`() {
    let sizes = Dictionary(
      grouping: BenchmarkCase.all.map(\.file), by: \.source
    ).mapValues { Set($0.map(\.byteCount)).count }
    #expect(sizes.values.allSatisfy { $0 == 1 })
  }

  @Test func `every case has a target for each rate or time that it measures`() {
    for benchmark in BenchmarkCase.all {
      switch benchmark.work {
      case .startUp: #expect(Set(benchmark.targets.keys) == [.firstToken])
      // What they are compared with is Carat itself, and the aim is the same for all.
      case .shared, .beside: #expect(benchmark.targets.isEmpty)
      case .single, .batch: #expect(Set(benchmark.targets.keys) == [.prefill, .decode])
      }
    }
  }

  @Test(arguments: [BenchmarkFile.smolLM2Q41, .qwen])
  func `many sequences are measured on both files, 64 with the work of 16`(_ file: BenchmarkFile) {
    let works = BenchmarkCase.all.filter { $0.file == file }.map(\.work)
    var batches: [[Int]: Set<Int>] = [:]
    for case .batch(let sequences, let prompt, let generate) in works {
      batches[[prompt, generate], default: []].insert(sequences)
    }
    #expect(batches.values.contains([16, 64]))
    #expect(works.contains(.shared(sequences: 16, prompt: 1000)))
    #expect(works.contains(.beside(sequences: 8, generate: 64, prompt: 8000)))
  }

  @Test func `memory may take file and cache with 15 percent more, and 64 MiB`() throws {
    let benchmark = BenchmarkCase(
      id: "x", file: .smolLM2Q41, work: .single(prompt: 512, generate: 128, depth: 0), targets: [:])
    // 30 layers of 3 heads of 64 numbers, keys and values, two bytes each, 512 positions.
    let data = 98_362_432 + 30 * 3 * 64 * 2 * 2 * 512
    #expect(benchmark.memoryLimit == data + data * 15 / 100 + 67_108_864)
  }

  @Test(arguments: [
    (BenchmarkCase.Work.single(prompt: 8000, generate: 32, depth: 8000), 8032),
    (.single(prompt: 512, generate: 128, depth: 0), 512),
    (.batch(sequences: 16, prompt: 128, generate: 64), 3072),
    (.shared(sequences: 16, prompt: 1000), 1016),
    (.beside(sequences: 8, generate: 64, prompt: 8000), 9024),
    (.startUp(prompt: "a"), 0),
  ])
  func `the cache holds all sequences at their longest`(
    _ work: BenchmarkCase.Work, _ positions: Int
  ) {
    let benchmark = BenchmarkCase(id: "x", file: .qwen, work: work, targets: [:])
    #expect(benchmark.positions == positions)
  }
}

@Suite struct ModelShapeTests {
  /// Layers and the embedding, without norms and biases.
  @Test(arguments: [
    (ModelShape.smolLM2, 134_479_872), (.gemma3Small, 268_042_240), (.qwen, 1_543_569_408),
    (.gemma2B, 2_506_096_640),
  ])
  func `matrices hold as many weights as published`(_ shape: ModelShape, _ count: Int) {
    #expect(shape.layerParameters + shape.vocabularySize * shape.modelDimension == count)
  }
}
