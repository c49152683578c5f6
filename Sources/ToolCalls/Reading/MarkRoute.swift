/// A mark that may come next, as words between which any white space may stand.
struct MarkRoute: Sendable {
  /// Places in an answer to which a mark leads.
  enum Place: Sendable {
    case text, call, identifier, arguments, between
  }

  /// Words that are still to come; none leads on without a mark.
  var words: ArraySlice<[UInt8]>
  /// The place behind the mark.
  var place: Place

  /// A route along one mark after another.
  init(_ marks: String..., to place: Place) {
    // Marks part where they meet, so that white space may come between them.
    words =
      marks.flatMap { mark in
        mark.utf8.split(whereSeparator: \.isSpace).map { Array($0) }
      }[...]
    self.place = place
  }
}

extension ToolCallSyntax {
  private var listOpening: String { arrangement == .list ? "[" : "" }

  /// The marks from text to the first call.
  var routeToFirstCall: MarkRoute {
    MarkRoute(openingMark, listOpening, callOpening, to: .call)
  }

  /// The marks from the start of the answer to the first call, if it can begin there without the
  /// first mark.
  var routeFromStart: MarkRoute? {
    switch opening {
    case .mark: nil
    case .start: routeToFirstCall
    case .markOrStart: MarkRoute(listOpening, callOpening, to: .call)
    }
  }

  /// The marks behind the body of a call.
  var routeBehindBody: MarkRoute { MarkRoute(callClosing, to: .between) }

  /// The marks to the next call, and those to the text behind all calls.
  var routesBetween: [MarkRoute] {
    switch arrangement {
    case .list: [MarkRoute(",", callOpening, to: .call), MarkRoute("]", closing, to: .text)]
    case .separated(let mark):
      // Where calls have no mark of their own, the mark between them may be missing.
      [MarkRoute(mark, callOpening, to: .call)]
        + (callOpening.isEmpty && !mark.isEmpty ? [MarkRoute(to: .call)] : [])
        + (closing.isEmpty ? [] : [MarkRoute(closing, to: .text)])
    }
  }

  /// The marks from a name to the arguments.
  var routesBehindName: [MarkRoute] {
    guard case .named(let id, let between, _) = form else { return [] }
    return (id.map { [MarkRoute($0, to: .identifier)] } ?? []) + routesToArguments(between)
  }

  /// The marks from an id to the arguments.
  var routesBehindIdentifier: [MarkRoute] {
    guard case .named(_, let between, _) = form else { return [] }
    return routesToArguments(between)
  }

  private func routesToArguments(_ between: String) -> [MarkRoute] {
    // The mark may be missing: the bracket of the arguments tells as much.
    [MarkRoute(between, to: .arguments), MarkRoute(to: .arguments)]
  }
}
