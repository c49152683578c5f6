import Testing

@testable import Inference

@Suite("Waiting queue")
struct WaitingQueueTests {
  private func entry(_ client: String, priority: Int = 0) -> WaitingQueue.Entry {
    // The work does not matter here.
    let work = SequenceWork.embed(Embedding(count: 1, dimension: 1) { _ in })
    return WaitingQueue.Entry(sequences: [
      TokenSequence(
        work, tokens: [1], cancellation: Cancellation(), client: client, priority: priority)
    ])
  }

  /// Clients in the order in which they get a place, each place costing some rows.
  private func order(_ queue: inout WaitingQueue, rows: [String: Int]) -> [String] {
    var order: [String] = []
    while let index = queue.next {
      let client = queue.remove(at: index).client
      order.append(client)
      queue.charge(client, rows: rows[client] ?? 1)
    }
    return order
  }

  @Test("a flood of one client does not starve another")
  func flood() {
    var queue = WaitingQueue()
    for _ in 0..<20 { queue.append(entry("flood")) }
    for _ in 0..<3 { queue.append(entry("other")) }
    #expect(order(&queue, rows: [:]).prefix(6).filter { $0 == "other" }.count == 3)
  }

  @Test("clients take turns by the rows that they took, not by their requests")
  func rows() {
    var queue = WaitingQueue()
    for _ in 0..<10 {
      queue.append(entry("long"))
      queue.append(entry("short"))
    }
    let order = order(&queue, rows: ["long": 1000, "short": 100])
    #expect(order.prefix(11).filter { $0 == "long" }.count == 1)
  }

  @Test("a greater priority comes first, and equal ones in the order of arrival")
  func priority() {
    var queue = WaitingQueue()
    for (client, priority) in [("a", 0), ("b", 2), ("c", 1), ("d", 2)] {
      queue.append(entry(client, priority: priority))
    }
    #expect(order(&queue, rows: [:]) == ["b", "d", "c", "a"])
  }

  @Test("who comes later has no turns saved up")
  func late() {
    var queue = WaitingQueue()
    for _ in 0..<4 { queue.append(entry("early")) }
    queue.charge("early", rows: 1_000_000)
    for _ in 0..<4 { queue.append(entry("late")) }
    #expect(queue.rows(of: "late") == 1_000_000)
    #expect(order(&queue, rows: ["early": 10, "late": 10]).prefix(4).contains("early"))
  }
}
