/// A regular language of texts, as an expression over Unicode scalars with intersection and
/// complement.
package struct RegularExpression: Hashable, Sendable {
  /// A node of an expression; nodes are shared and never change.
  final class Node: Sendable, Hashable {
    let kind: Kind
    private let hash: Int

    init(_ kind: Kind) {
      self.kind = kind
      hash = kind.hashValue
    }

    static func == (one: Node, other: Node) -> Bool {
      one === other || one.hash == other.hash && one.kind == other.kind
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
  }

  enum Kind: Hashable, Sendable {
    /// One scalar of a set; of the empty one, none.
    case scalar(ScalarSet)
    /// These texts, in order and without repetition.
    case texts([[UInt32]])
    case concatenation([Node])
    case union([Node])
    case intersection([Node])
    case complement(Node)
    case repetition(Node, minimum: Int, maximum: Int?)
    /// Texts of digits and points whose digits, read as one number, are a multiple of another.
    case multiple(of: UInt32)
  }

  let node: Node

  init(_ kind: Kind) { node = Node(kind) }
  init(_ node: Node) { self.node = node }

  /// Every text.
  package static let anything = RegularExpression(
    .repetition(Node(.scalar(.all)), minimum: 0, maximum: nil))
  /// The empty text.
  static let empty = RegularExpression(.texts([[]]))
  /// No text.
  static let nothing = RegularExpression(.texts([]))

  /// One text.
  package static func literal(_ text: String) -> RegularExpression {
    RegularExpression(.texts([text.unicodeScalars.map(\.value)]))
  }

  /// The texts of any of the languages.
  package static func union(_ members: [RegularExpression]) -> RegularExpression {
    var texts: [[UInt32]] = []
    var others: [Node] = []
    var seen: Set<Node> = []
    for member in members {
      switch member.node.kind {
      case .texts(let own): texts += own
      case .union(let nodes): others += nodes.filter { seen.insert($0).inserted }
      default: if seen.insert(member.node).inserted { others.append(member.node) }
      }
    }
    let words = RegularExpression(texts: texts)
    guard !others.isEmpty else { return words }
    if !texts.isEmpty { others.append(words.node) }
    return others.count == 1 ? RegularExpression(others[0]) : RegularExpression(.union(others))
  }

  /// These texts, in any order.
  private init(texts: [[UInt32]]) {
    var sorted: [[UInt32]] = []
    for text in texts.sorted(by: { $0.lexicographicallyPrecedes($1) }) where text != sorted.last {
      sorted.append(text)
    }
    self.init(.texts(sorted))
  }

  /// The texts of all of the languages; every text for none of them.
  package static func intersection(_ members: [RegularExpression]) -> RegularExpression {
    var nodes: [Node] = []
    var seen: Set<Node> = [anything.node]
    for member in members {
      if case .intersection(let own) = member.node.kind {
        nodes += own.filter { seen.insert($0).inserted }
      } else if seen.insert(member.node).inserted {
        nodes.append(member.node)
      }
    }
    if nodes.isEmpty { return anything }
    return nodes.count == 1 ? RegularExpression(nodes[0]) : RegularExpression(.intersection(nodes))
  }

  /// Texts of the languages, one after another.
  package static func concatenation(_ members: [RegularExpression]) -> RegularExpression {
    let nodes = members.map(\.node).filter { $0 != empty.node }
    if nodes.isEmpty { return empty }
    return nodes.count == 1
      ? RegularExpression(nodes[0]) : RegularExpression(.concatenation(nodes))
  }

  /// All other texts.
  package var complement: RegularExpression {
    if case .complement(let inner) = node.kind { return RegularExpression(inner) }
    return RegularExpression(.complement(node))
  }

  /// A number of texts of the language, one after another; without `maximum` any number.
  package func repeated(_ minimum: Int, _ maximum: Int?) -> RegularExpression {
    if minimum == 1, maximum == 1 { return self }
    return RegularExpression(.repetition(node, minimum: minimum, maximum: maximum))
  }

  /// Texts of digits and points whose digits, read as one number, are a multiple of another; the
  /// empty text is zero.
  package static func digits(multipleOf divisor: UInt32) -> RegularExpression {
    divisor == 0 ? nothing : RegularExpression(.multiple(of: divisor))
  }
}
