/// The reason that a name, a count or a row of the hardware table was refused.
public enum AcceleratorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No row has this name; the nearest names follow.
  case unknown(name: String, nearest: [String])
  /// A count that is no integer from 1 to 1,000,000.
  case count(text: String, got: String)
  /// A name or alias that another row has.
  case taken(name: String, by: String)
  /// A figure of a row that is not finite and positive.
  case figure(row: String, figure: String, got: String)

  /// The problem, the thing expected, the thing got, and what to do.
  public var description: String {
    switch self {
    case .unknown(let name, let nearest):
      let shown = name.count > 60 ? String(name.prefix(60)) + "..." : name
      let hint =
        nearest.isEmpty
        ? "names are such as h100, rtx4090x7 or m4-max:64; a file can add others"
        : "did you mean \(nearest.joined(separator: ", "))?"
      return "no accelerator is called \"\(shown)\"; \(hint)"
    case .count(let text, let got):
      return "number of accelerators in \"\(text)\": expected 1 to 1000000, got \(got);"
        + " write NAME or NAMExN, such as rtx4090x7"
    case .taken(let name, let owner):
      return "the name \"\(name)\" belongs to accelerator \"\(owner)\" already; use \"\(owner)\""
        + " to change that row, or another name"
    case .figure(let row, let figure, let got):
      return "\(figure) of accelerator \"\(row)\": expected a positive number, got \(got)"
    }
  }
}
