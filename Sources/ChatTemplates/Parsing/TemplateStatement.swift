/// A statement of the template language and where it stands.
struct TemplateStatement: Sendable {
  struct Branch: Sendable {
    let condition: TemplateExpression
    let body: [TemplateStatement]
  }

  struct Loop: Sendable {
    let target: TemplateTarget
    let sequence: TemplateExpression
    let filter: TemplateExpression?
    let isRecursive: Bool
    let body: [TemplateStatement]
    let otherwise: [TemplateStatement]
  }

  struct Macro: Sendable {
    let name: String
    let parameters: [(name: String, fallback: TemplateExpression?)]
    let body: [TemplateStatement]
    /// Those of `caller`, `varargs` and `kwargs` that the body mentions; what it does not mention
    /// it does not accept.
    let mentioned: Set<String>
  }

  indirect enum Kind: Sendable {
    case text(TemplateText)
    case output(TemplateExpression)
    case condition([Branch], otherwise: [TemplateStatement])
    case loop(Loop)
    case breakLoop
    case continueLoop
    case assign(TemplateTarget, TemplateExpression)
    case assignBlock(TemplateTarget, filter: TemplateExpression?, [TemplateStatement])
    case macro(Macro)
    case call(TemplateExpression, caller: Macro)
    case filter(TemplateExpression, [TemplateStatement])
    case with([(target: TemplateTarget, value: TemplateExpression)], [TemplateStatement])
    /// A body whose assignments stay inside: `generation` and `block`.
    case scoped([TemplateStatement])
  }

  let kind: Kind
  let line: Int
}
