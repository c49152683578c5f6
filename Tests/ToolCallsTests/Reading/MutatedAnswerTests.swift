import Generation
import JSON
import Testing

@testable import ToolCalls

@Suite struct MutatedAnswerTests {
  @Test(arguments: SyntaxExample.all)
  func `an answer with faults reads the same however it is cut, and its calls are calls`(
    example: SyntaxExample
  ) throws {
    var random = ToolCallRandom(state: 11)
    let original = Array(example.answer.utf8)
    for _ in 0..<400 {
      var bytes = original
      for _ in 0...random.draw(3) { mutate(&bytes, &random) }
      let whole = ReadAnswer([bytes], ToolCallParser(example.syntax))
      var pieces: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(1 + random.draw(12))
        rest.removeFirst(piece.count)
        pieces.append(Array(piece))
      }
      #expect(ReadAnswer(pieces, ToolCallParser(example.syntax)) == whole)
      expectSound(whole)
    }
  }

  /// Checks that events are in their order, and that calls can be made.
  private func expectSound(_ answer: ReadAnswer) {
    var open: Int?
    var next = 0
    for event in answer.events {
      switch event {
      case .text: #expect(open == nil)
      case .callBegan(let index, let name):
        #expect(open == nil && index == next && !name.isEmpty)
        open = index
      case .arguments(let index, _): #expect(open == index)
      case .callEnded(let index, let call):
        #expect(open == index)
        #expect(answer.fragments[index] == call.arguments)
        #expect((try? JSONValue(parsing: call.arguments))?.object != nil)
        (open, next) = (nil, index + 1)
      case .callFailed(let index, let text):
        #expect(open == index && !text.isEmpty)
        (open, next) = (nil, index + 1)
      }
    }
    #expect(open == nil)
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout ToolCallRandom) {
    guard !bytes.isEmpty else { return }
    let place = random.draw(bytes.count)
    let end = min(bytes.count, place + 1 + random.draw(8))
    switch random.draw(4) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: bytes[place..<end], at: random.draw(bytes.count))
    case 2: bytes[place] = UInt8(random.draw(256))
    default: bytes.removeSubrange(end...)
    }
  }
}
