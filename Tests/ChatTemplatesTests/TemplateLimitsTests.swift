import JSON
import Testing

@testable import ChatTemplates

/// A small generator, so that a failing run can be repeated from its seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Hostile templates")
struct TemplateLimitsTests {
  private static let now = TemplateDate(year: 2025, month: 1, day: 1)

  private func kind(_ source: String, _ limits: TemplateLimits = TemplateLimits()) -> TemplateError
    .Kind?
  {
    do throws(TemplateError) {
      _ = try ChatTemplate(source).render(
        messages: [], options: JSONObject(["u": .string("user text")]), now: Self.now,
        limits: limits)
      return nil
    } catch {
      return error.kind
    }
  }

  @Test(
    "what would grow without bound throws a limit error",
    arguments: [
      "{{ 'x' * 10 ** 9 }}", "{{ 10 ** 9 * 'xy' }}", "{{ [0] * 10 ** 9 }}",
      "{{ range(10 ** 9) | list }}", "{{ range(100001) }}",
      "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{% macro m(n) %}{{ m(n + 1) ~ m(n + 1) }}{% endmacro %}{{ m(0) }}",
      "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
      "{% for i in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
      "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
      "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
      "{% set ns = namespace(l=[]) %}{% for i in range(9999) %}{% set ns.l = [ns.l] %}{% endfor %}",
      "{% set ns = namespace(d={}) %}{% for i in range(9999) %}{% set ns.d = {'d': ns.d} %}{% endfor %}",
      "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
      "{{ ''.center(10 ** 9) }}", "{{ 'x'.ljust(10 ** 12) }}", "{{ '1'.zfill(10 ** 9) }}",
      "{{ 'a\nb' | indent(10 ** 9) }}", "{{ [1] | batch(10 ** 9, 0) | list }}",
      "{{ [1] | slice(10 ** 9) | list }}", "{{ [[1]] | tojson(indent=10 ** 9) }}",
      "{{ ('x' * 10 ** 6).replace('', 'y' * 10 ** 6) }}",
      "{{ ('x' * 10 ** 6).join('y' * 10 ** 6) }}",
      "{{ 'a\tb'.expandtabs(10 ** 9) }}",
      "{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
      "{% set x %}{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}{% endset %}",
      "{% set s = 'x' * 9999999 %}{% for i in range(99999) %}{% if s + 'y' == s %}{% endif %}{% endfor %}",
      "{% set l = range(99999) | list %}{% for i in l %}{{ l | sort | length }}{% endfor %}",
      "{% set l = range(99999) | list %}{% for i in l %}{{ -1 in l }}{% endfor %}",
      "{% set l = ('x' * 999999) | list %}{% for i in l %}{{ l | join | length }}{% endfor %}",
    ])
  func growth(source: String) {
    #expect(kind(source) == .limit)
  }

  @Test("bytes of output are counted across the whole text")
  func outputBytes() {
    let limits = TemplateLimits(outputBytes: 10)
    #expect(kind("{{ 'x' * 10 }}", limits) == nil)
    #expect(kind("{{ 'x' * 10 }}y", limits) == .limit)
  }

  @Test("deep source throws instead of exhausting the stack")
  func deepSource() {
    let n = 20_000
    func times(_ text: String) -> String { String(repeating: text, count: n) }
    let sources = [
      "{{ \(times("("))1\(times(")")) }}", "{{ \(times("["))\(times("]")) }}",
      "{{ \(times("{1:"))1\(times("}")) }}", "{{ \(times("not "))1 }}", "{{ \(times("-"))1 }}",
      "{{ 1\(times(" + 1")) }}", "{{ 1\(times(" or 1")) }}", "{{ x\(times(".a")) }}",
      "{{ x\(times("[0]")) }}", "{{ x\(times("()")) }}", "{{ x\(times("|upper")) }}",
      "{{ 1\(times(" if 1 else 1")) }}", "{{ 1\(times(" if 1")) }}",
      "{{ \(times("f("))\(times(")")) }}",
      "\(times("{% if 1 %}"))\(times("{% endif %}"))",
      "\(times("{% for i in x %}"))\(times("{% endfor %}"))",
      "{% set \(times("("))a\(times(")")) = 1 %}", "{{ x[\(times("x["))0\(times("]"))] }}",
      "{{ 1 is \(times("odd("))1\(times(")")) }}",
    ]
    for source in sources { #expect(kind(source) == .limit, "\(source.prefix(20))") }
    // Wide is fine: these are lists in the tree, not depth.
    #expect(kind("{{ 1\(String(repeating: " ~ 1", count: 2_000)) }}") == nil)
    #expect(
      kind("{% if 0 %}\(String(repeating: "{% elif 0 %}", count: 5_000)){% endif %}") == nil)
  }

  @Test("a template longer than a megabyte is refused")
  func longSource() {
    #expect(kind(String(repeating: "x", count: 1 << 20)) == nil)
    #expect(kind(String(repeating: "x", count: 1 << 20 + 1)) == .limit)
  }

  @Test("arguments nested too deeply are refused")
  func deepArguments() {
    var value = JSONValue.array([])
    for _ in 0..<200 { value = .array([value]) }
    #expect(throws: TemplateError.self) {
      try ChatTemplate("{{ u }}").render(
        messages: [], options: JSONObject(["u": value]), now: Self.now)
    }
  }

  @Test("nothing that reaches Python's insides exists")
  func noEscape() throws {
    for source in [
      "{{ ''.__class__.__mro__ }}", "{{ ().__class__.__bases__ }}", "{{ range.__globals__.os }}",
      "{{ self.__init__.__globals__ }}", "{{ cycler.__init__.__globals__ }}",
      "{{ lipsum.__globals__['os'].popen('id') }}", "{{ ''['__class__']['__mro__'] }}",
      "{{ '{0.__class__.__mro__}'.format(1) }}", "{{ config.items() }}",
      "{{ open('/etc/passwd') }}",
      "{{ ''|attr('__class__')|attr('__mro__') }}", "{{ [].append(1) }}", "{{ {}.update({}) }}",
    ] {
      #expect(kind(source) == .evaluation, "\(source)")
    }
    #expect(
      try ChatTemplate("{{ ''.__class__ }}|{{ namespace.__init__ }}|{{ range.__self__ }}").render(
        messages: [], now: Self.now) == "||")
  }

  private static let words = [
    "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", "if", "elif", "else", "endif", "for", "in",
    "endfor",
    "set", "endset", "macro", "endmacro", "call", "endcall", "filter", "endfilter", "with",
    "endwith", "raw",
    "endraw", "generation", "endgeneration", "is", "not", "and", "or", "recursive", "break",
    "continue", "u",
    "x", "loop", "messages", "namespace(a=1)", "range(9)", "1", "2.5", "'s'", "\"", "'", "\\",
    "none", "true", "(",
    ")", "[", "]", "{", "}", ":", ",", ".", "|", "~", "+", "-", "*", "**", "/", "//", "%", "==",
    "<", ">=", "=",
    "upper", "tojson", "map", "sort", "join", "replace", "items", "defined", "string", "split",
    "format", "\n",
    " ", "é", "🎉", "\u{0}", "{{ u }}", "{% for c in u %}", "{% endfor %}", "{% if u %}",
    "{% endif %}", "{{ u|",
    " }}", "ns.x", "loop(u)", "varargs", "caller()", "%s", "'%s' %", "[::-1]", "[1:", "999999999",
  ]

  @Test("soup of tokens throws or renders, and stays within its bounds")
  func soup() {
    let seed: UInt64 = 20_250_309
    var random = SplitMix(state: seed)
    let limits = TemplateLimits(
      steps: 20_000, outputBytes: 1 << 16, stringBytes: 1 << 16, listElements: 1 << 12)
    var rendered = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...30, using: &random)
      var source = (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }
        .joined(separator: Bool.random(using: &random) ? " " : "")
      if Bool.random(using: &random) { source = "{{ \(source) }}" }
      if kind(source, limits) == nil { rendered += 1 }
    }
    #expect(rendered > 100, "seed \(seed)")
  }

  @Test("templates with damaged bytes throw or render")
  func mutations() throws {
    let seed: UInt64 = 7
    var random = SplitMix(state: seed)
    let goldens = try TemplateGoldens.load()
    let limits = TemplateLimits(steps: 50_000, outputBytes: 1 << 16, stringBytes: 1 << 16)
    let sources = goldens.templates.compactMap(\.value.string)
    let conversation = try #require(goldens.conversations["calls"]?.array)
    var rendered = 0
    for index in 0..<6_000 {
      var scalars = Array(sources[index % sources.count].unicodeScalars)
      for _ in 0..<Int.random(in: 1...6, using: &random) where scalars.count > 2 {
        let place = Int.random(in: 0..<scalars.count - 1, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: scalars.remove(at: place)
        case 1: scalars.swapAt(place, Int.random(in: 0..<scalars.count, using: &random))
        case 2:
          let end = min(scalars.count, place + Int.random(in: 1...40, using: &random))
          scalars.insert(
            contentsOf: scalars[place..<end], at: Int.random(in: 0..<place + 1, using: &random))
        default:
          let word = Self.words.randomElement(using: &random) ?? ""
          scalars.insert(contentsOf: word.unicodeScalars, at: place)
        }
      }
      var source = String.UnicodeScalarView()
      source.append(contentsOf: scalars)
      let template = try? ChatTemplate(String(source))
      let text = try? template?.render(
        messages: conversation, tools: goldens.tools, variables: goldens.variables,
        now: goldens.now, limits: limits)
      if text != nil { rendered += 1 }
    }
    #expect(rendered > 100, "seed \(seed)")
  }
}
