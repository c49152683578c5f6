import ModelSpec
import Sizing
import Testing

@Suite("The smallest change that makes it fit")
struct ChangeTests {
  /// Requests that do not fit, from a little to far too much.
  static let inference: [(String, [String], Int?, Int)] = [
    ("llama-2-7b", ["rtx4090"], 4096, 8), ("llama-2-13b", ["rtx4090"], 4096, 1),
    ("llama-2-70b", ["rtx4090"], 4096, 1), ("gemma-7b", ["t4"], nil, 1),
    ("mixtral-8x7b", ["rtx4090x2"], 8192, 4), ("llama-3-8b", ["t4"], 8192, 2),
  ]

  @Test("what is said to fit fits when planned again, and what is not said does not")
  func honest() throws {
    for (model, cards, context, batch) in Self.inference {
      let request = try AdviceCases.inference(
        on: cards, precision: .plain(.bf16), context: context, batch: batch)
      let device = try #require(try AdviceCases.advice(model, request).devices.first)
      let before = try #require(device.perDeviceBytes)
      #expect(!device.fits && !device.changes.isEmpty, "\(model)")
      for change in device.changes {
        let again = try AdviceCases.fit(model, change.request)
        #expect(again.perDeviceBytes == change.perDeviceBytes, "\(model) \(change.steps)")
        #expect(again.fits == change.fits)
        #expect(change.perDeviceBytes < before)
      }
    }
  }

  @Test("changes that fit come first, the smaller ones before the larger ones")
  func order() throws {
    for (model, cards, context, batch) in Self.inference {
      let request = try AdviceCases.inference(
        on: cards, precision: .plain(.bf16), context: context, batch: batch)
      let changes = try #require(try AdviceCases.advice(model, request).devices.first).changes
      let fitting = changes.prefix { $0.fits }
      let isMixed = changes.dropFirst(fitting.count).contains { $0.fits }
      #expect(!isMixed)
      #expect(zip(fitting, fitting.dropFirst()).allSatisfy { $0.weight <= $1.weight })
      // Two steps are only offered where one is not enough.
      let hasSingle = fitting.contains { $0.steps.count == 1 }
      if hasSingle { #expect(fitting.allSatisfy { $0.steps.count == 1 }) }
    }
  }

  @Test("what already fits needs no change")
  func none() throws {
    let request = try AdviceCases.inference(on: ["h100"])
    let device = try #require(try AdviceCases.advice("gemma-2b", request).devices.first)
    #expect(device.fits && device.changes.isEmpty && device.violation == nil)
    #expect(device.excessBytes == nil && device.leastBytes == nil)
  }

  @Test("a cache in 8 bits is offered before fewer bits for weights")
  func cacheFirst() throws {
    // 16 sequences of 1,024 tokens: 13.5 GB of weights, 8.6 GB of keys and values in 16 bits.
    let request = try AdviceCases.inference(
      on: ["l4"], precision: .plain(.bf16), context: 1024, batch: 20)
    let device = try #require(try AdviceCases.advice("llama-2-7b", request).devices.first)
    let first = try #require(device.changes.first)
    #expect(first.fits)
    #expect(first.steps.map(\.lever) == [.cachePrecision(.q8_0)])
    #expect(device.changes.contains { $0.steps.first?.kind == .precision && $0.fits })
  }

  @Test("training that does not fit is told of recompute, optimizer, adapters and cards")
  func training() throws {
    let request = try AdviceCases.training(on: ["rtx4090"], microBatch: 4)
    let device = try #require(try AdviceCases.advice("llama-2-7b", request).devices.first)
    #expect(!device.fits)
    let kinds = Set(device.changes.flatMap { $0.steps.map(\.kind) })
    #expect(kinds.isSuperset(of: [.recompute, .microBatch, .optimizer, .method, .devices]))
    #expect(device.changes.contains { $0.fits })
    for change in device.changes {
      let again = try AdviceCases.fit("llama-2-7b", change.request)
      #expect(again.perDeviceBytes == change.perDeviceBytes)
      #expect(again.fits == change.fits)
    }
  }

  @Test("full recomputation costs about a third more compute")
  func costOfRecompute() throws {
    let request = try AdviceCases.training(on: ["rtx4090"])
    let device = try #require(try AdviceCases.advice("llama-2-7b", request).devices.first)
    let step = device.changes.flatMap(\.steps).first { $0.lever == .recompute(.full) }
    let cost = try #require(step?.cost)
    let percent = try #require(Double(cost.prefix { $0.isNumber }))
    #expect((30...34).contains(percent))
  }

  @Test("a ZeRO stage that was given can be raised; one that was not is chosen already")
  func zero() throws {
    var request = try AdviceCases.training(on: ["a100-80x8"])
    // Without shards there are eight replicas, and the stage is what decides.
    request.isShardingGiven = true
    func kinds() throws -> Set<Change.Kind> {
      let device = try #require(try AdviceCases.advice("llama-2-13b", request).devices.first)
      return Set(device.changes.flatMap { $0.steps.map(\.kind) })
    }
    #expect(try !kinds().contains(.zero))
    request.isZeroGiven = true
    #expect(try kinds().contains(.zero))
  }

  @Test("a layout that was given is widened, not replaced")
  func layout() throws {
    var request = try AdviceCases.training(on: ["a100-40x4"])
    request.isLayoutGiven = true
    request.training?.layout = ParallelLayout(tensor: 2, data: 2)
    let device = try #require(try AdviceCases.advice("llama-2-13b", request).devices.first)
    let wider = device.changes.filter { $0.steps.contains { $0.kind == .devices } }
    #expect(!wider.isEmpty)
    for change in wider {
      #expect(change.request.training?.layout.devices == change.request.accelerators.first?.count)
      let replicas = change.request.training?.layout.data
      let devices = try #require(change.request.accelerators.first)
      #expect(change.steps.contains { $0.lever == .devices(devices, replicas: replicas) })
    }
  }
}
