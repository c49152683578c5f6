import Testing
import _TestSupport

@testable import Inference

@Suite("Block pool")
struct BlockPoolTests {
  private func tokens(_ count: Int, seed: UInt64, of vocabulary: Int = 50) -> [Int] {
    var random = RandomValues(seed: seed)
    return (0..<count).map { _ in Int.random(in: 0..<vocabulary, using: &random) }
  }

  @Test("what one sequence computed the next takes over, to the token")
  func again() throws {
    var model = BlockPoolModel(windows: [nil], counts: [8], blockSize: 4)
    let prompt = tokens(14, seed: 1)
    var first = model.begin(prompt)
    #expect(first.computed == 0)
    #expect(try model.compute(&first, 14))
    model.end(&first)
    var second = model.begin(prompt + [1, 2, 3])
    #expect(second.computed == 14 && model.computed == 14)
    #expect(try model.compute(&second, 3))
    model.end(&second)
    var branch = model.begin(prompt.prefix(9) + [90, 91])
    #expect(branch.computed == 9)
    model.end(&branch)
    model.expectNobody()
  }

  @Test("a beginning of several sequences at once is in the cache once")
  func shared() throws {
    var model = BlockPoolModel(windows: [nil], counts: [40], blockSize: 4)
    let beginning = tokens(40, seed: 2)
    var first = model.begin(beginning + [60])
    #expect(try model.compute(&first, 41))
    var others = (0..<8).map { _ in first }
    for index in others.indices {
      others[index] = model.begin(beginning + [61 + index, 1])
      #expect(others[index].computed == 40)
      #expect(try model.compute(&others[index], 2))
    }
    #expect(model.computed == 41 + 16)
    #expect(model.pool.counts.held == 10 + 1 + 8)
    for index in others.indices { model.end(&others[index]) }
    model.end(&first)
    model.expectNobody()
  }

  @Test("what two sequences computed side by side is kept once")
  func sideBySide() throws {
    var model = BlockPoolModel(windows: [nil, 8], counts: [30, 30], blockSize: 4)
    let prompt = tokens(20, seed: 3)
    var (one, other) = (model.begin(prompt), model.begin(prompt))
    #expect(try model.compute(&one, 20))
    #expect(try model.compute(&other, 20))
    #expect(model.computed == 40)
    #expect(one.table.rows[0].blocks == other.table.rows[0].blocks)
    model.end(&one)
    model.end(&other)
    model.expectNobody()
  }

  @Test("the longest unused goes first, and of a sequence its end")
  func eviction() throws {
    var model = BlockPoolModel(windows: [nil], counts: [6], blockSize: 4)
    let (old, new) = (tokens(12, seed: 4), tokens(12, seed: 5))
    for prompt in [old, new] {
      var member = model.begin(prompt)
      #expect(try model.compute(&member, 12))
      model.end(&member)
    }
    var third = model.begin(tokens(4, seed: 6))
    #expect(try model.compute(&third, 4))
    model.end(&third)
    var member = model.begin(new + [1])
    #expect(member.computed == 12)
    model.end(&member)
    member = model.begin(old + [1])
    #expect(member.computed == 8)
    model.end(&member)
    model.expectNobody()
  }

  @Test("windows give back what slid out, and a pool that is full takes nothing")
  func windows() throws {
    var model = BlockPoolModel(windows: [nil, 6], counts: [20, 4], blockSize: 4)
    var member = model.begin(tokens(60, seed: 7))
    for _ in 0..<15 { #expect(try model.compute(&member, 4)) }
    #expect(model.pool.counts.held == 15 + 2)
    var other = model.begin(tokens(60, seed: 8))
    #expect(try model.compute(&other, 8))
    #expect(try !model.compute(&other, 16))
    #expect(try model.compute(&other, 1) == false)
    model.end(&member)
    #expect(try model.compute(&other, 4))
    model.end(&other)
    model.expectNobody()
  }

  @Test("sequences that share nothing leave nothing")
  func apart() {
    let pool = BlockPool(windows: [nil], counts: [8], blockSize: 4)
    var table = pool.table(kind: nil)
    #expect(pool.extend(&table, to: 30))
    pool.commit(&table, Array(0..<30), upTo: 30)
    pool.release(&table)
    #expect(pool.counts == BlockCounts(held: 0, idle: 0, free: 8))
    var (one, other) = (pool.table(kind: 0), pool.table(kind: 1))
    #expect(pool.extend(&one, to: 8))
    pool.commit(&one, Array(0..<8), upTo: 8)
    pool.adopt(&other, Array(0..<9), limit: 8)
    #expect(other.committed == 0)
  }

  @Test("whatever comes and goes, everyone sees its own tokens, and every block comes back")
  func anything() throws {
    var random = RandomValues(seed: 11)
    for script in 0..<3_000 {
      let windows: [Int?] = [[nil], [nil, 7], [5], [nil, 3, 20]][script % 4]
      let size = [2, 4, 8][script % 3]
      let counts = windows.map { _ in Int.random(in: 80 / size...160 / size, using: &random) }
      var model = BlockPoolModel(windows: windows, counts: counts, blockSize: size)
      var members: [BlockPoolModel.Member] = []
      for _ in 0..<40 {
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where members.count < 5:
          // Few different tokens and few seeds: many beginnings are alike.
          let seed = UInt64(Int.random(in: 0..<3, using: &random))
          let shared = tokens(Int.random(in: 1...40, using: &random), seed: seed, of: 3)
          let own = tokens(
            Int.random(in: 0...9, using: &random), seed: .random(in: 0...9, using: &random), of: 3)
          members.append(model.begin(shared + own))
        case 1 where !members.isEmpty:
          let index = Int.random(in: members.indices, using: &random)
          model.end(&members[index])
          members.remove(at: index)
        default:
          guard !members.isEmpty else { continue }
          let index = Int.random(in: members.indices, using: &random)
          model.adopt(&members[index], copies: Bool.random(using: &random))
          _ = try model.compute(&members[index], Int.random(in: 1...12, using: &random))
          members[index].tokens += tokens(1, seed: 3, of: 3)
        }
      }
      for index in members.indices { model.end(&members[index]) }
      model.expectNobody()
    }
  }
}
