/// An XML element, which writes itself with all text escaped.
package struct Element: Sendable {
  /// The content of an element.
  enum Node: Sendable {
    case element(Element)
    case text(String)
  }

  let name: String
  var attributes: [(name: String, value: String)]
  var children: [Node]

  /// An element that holds a text, elements, or first the one and then the others.
  init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String? = nil,
    children: [Element] = []
  ) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    self.children = (text.map { [.text($0)] } ?? []) + children.map(Node.element)
  }

  /// The markup, on one line but for the children of the outermost element.
  var markup: String {
    var output = ""
    write(to: &output, separator: "\n")
    return output
  }

  private func write(to output: inout String, separator: String) {
    output += "<\(name)"
    for attribute in attributes {
      output += " \(attribute.name)=\"\(Self.escaped(attribute.value))\""
    }
    guard !children.isEmpty else {
      // HTML does not know the short form for its own elements.
      output += ["td", "th", "span", "caption"].contains(name) ? "></\(name)>" : "/>"
      return
    }
    output += ">"
    for child in children {
      output += separator
      switch child {
      case .element(let element): element.write(to: &output, separator: "")
      case .text(let text): output += Self.escaped(text)
      }
    }
    output += "\(separator)</\(name)>"
  }

  /// Text that is safe between tags and within quotation marks.
  package static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
