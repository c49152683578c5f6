/// The reason that something cannot be sized: what, expected, got, and what to do next.
public struct SizingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The quantity at fault.
  public var what: String
  /// Requirement that is not met.
  public var expected: String
  /// Value that was got.
  public var got: String
  /// Advice on what to do next.
  public var advice: Advice?

  /// Advice on what to do about it.
  public enum Advice: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// A sentence.
    case words(String)
    /// A layout that takes so many of an accelerator, or a smaller one.
    case devices(accelerator: String, count: Int)

    /// A sentence.
    public init(stringLiteral text: String) { self = .words(text) }

    /// The advice in one sentence.
    public var description: String {
      switch self {
      case .words(let text): text
      case .devices(let name, let count): "Take \(count) x \(name), or a smaller layout."
      }
    }
  }

  /// A quantity that is not what it must be.
  public init(
    _ what: String, expected: String, got: some CustomStringConvertible, advice: Advice? = nil
  ) {
    self.what = what
    self.expected = expected
    self.got = got.description
    self.advice = advice
  }

  /// All of it in one or two sentences.
  public var description: String {
    let problem = "\(what) must be \(expected), got \(got)"
    guard let advice else { return problem }
    return "\(problem). \(advice)"
  }
}
