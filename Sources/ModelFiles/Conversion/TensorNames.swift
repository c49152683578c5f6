/// Names of many tensors in few words: `blk.{0-29}.attn_q.weight` for thirty of them.
struct TensorNames {
  /// Every name, those that differ in numbers alone put together.
  let text: String

  /// Puts names together.
  init(_ names: [String]) {
    var order: [[String]] = []
    var groups: [[String]: [[Int]]] = [:]
    for name in names {
      let (texts, numbers) = Self.takeApart(name)
      if groups[texts] == nil { order.append(texts) }
      groups[texts, default: []].append(numbers)
    }
    text = order.flatMap { texts in Self.together(texts, groups[texts] ?? []) }
      .joined(separator: ", ")
  }

  /// The texts between the numbers of a name, and the numbers; only whole parts between dots
  /// are numbers.
  private static func takeApart(_ name: String) -> (texts: [String], numbers: [Int]) {
    var texts = [""]
    var numbers: [Int] = []
    for (place, part) in name.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
      if place > 0 { texts[texts.count - 1] += "." }
      if let number = Int(part), String(number) == part, number >= 0 {
        numbers.append(number)
        texts.append("")
      } else {
        texts[texts.count - 1] += part
      }
    }
    return (texts, numbers)
  }

  /// One name for all numbers if each goes with each, else one for each value of the first.
  private static func together(_ texts: [String], _ numbers: [[Int]]) -> [String] {
    let places = texts.count - 1
    let values = (0..<places).map { place in Set(numbers.map { $0[place] }).sorted() }
    let product = values.reduce(1) { $0.multipliedReportingOverflow(by: $1.count).partialValue }
    guard product == Set(numbers).count else {
      return values[0].flatMap { first in
        together(
          ["\(texts[0])\(first)\(texts[1])"] + texts.dropFirst(2),
          numbers.filter { $0[0] == first }.map { Array($0.dropFirst()) })
      }
    }
    return [zip(texts, values.map(ranges) + [""]).map { $0 + $1 }.joined()]
  }

  /// `7`, or `{0-3,5}`.
  private static func ranges(_ values: [Int]) -> String {
    guard values.count > 1 else { return values.first.map(String.init) ?? "" }
    var parts: [ClosedRange<Int>] = []
    for value in values {
      if let last = parts.last, last.upperBound + 1 == value {
        parts[parts.count - 1] = last.lowerBound...value
      } else {
        parts.append(value...value)
      }
    }
    let texts = parts.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }
    return "{\(texts.joined(separator: ","))}"
  }
}
