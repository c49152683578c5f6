/// A template that prints calls in the published form of a syntax, in words of our own.
package struct SyntaxTemplate: Sendable {
  /// The name of the syntax.
  package var syntax: String
  /// The template.
  package var source: String
  /// Tells whether it wants arguments as text.
  package var argumentsAreText = false
  /// Tells whether it prints more than one call in a message.
  package var severalCalls = true
  /// Tells whether it takes `null` for the content of a message with calls.
  package var nullContent = true

  private static let tools = """
    {% if tools %}Tools:{% for tool in tools %}
    {{ tool | tojson }}{% endfor %}
    {% endif %}
    """

  /// A template of turns, in which `calls` prints the calls of a message.
  private static func turns(_ calls: String) -> String {
    tools + """
      {% for message in messages %}<|{{ message.role }}|>
      {%- if message.content %} {{ message.content }}{% endif %}
      {%- if message.tool_calls %}\(calls){% endif %}<|end|>
      {% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}
      """
  }

  private static func each(_ call: String, separator: String = "") -> String {
    "{% for call in message.tool_calls %}{% set function = call.function %}"
      + (separator.isEmpty ? "" : "{% if not loop.first %}\(separator){% endif %}")
      + call + "{% endfor %}"
  }

  private static let object =
    #"{"name": "{{ function.name }}", "arguments": {{ function.arguments | tojson }}}"#
  private static let deepSeekOpening = "<｜tool▁call▁begin｜>"

  /// A macro that prints a value with bare keys, and strings between marks.
  private static let escapedValue = """
    {% macro written(value) %}{% if value is string %}<escape>{{ value }}<escape>
    {%- elif value is mapping %}{{ '{' }}{% for key, inner in value | items %}
    {%- if not loop.first %},{% endif %}{{ key }}:{{ written(inner) }}{% endfor %}{{ '}' }}
    {%- elif value is iterable %}[{% for inner in value %}{% if not loop.first %},{% endif %}
    {{- written(inner) }}{% endfor %}]{% else %}{{ value | tojson }}{% endif %}{% endmacro %}
    """

  /// One for each known syntax.
  package static let all = [
    SyntaxTemplate(
      syntax: "hermes",
      source: turns(each("{{ '\n' }}<tool_call>{{ '\n' }}\(object){{ '\n' }}</tool_call>"))),
    SyntaxTemplate(
      syntax: "llama",
      source: turns(
        """
        {% if message.tool_calls | length != 1 %}{{ raise_exception('one call') }}{% endif %}\
        {% set function = message.tool_calls[0].function %}\
        {"name": "{{ function.name }}", "parameters": {{ function.arguments | tojson }}}
        """), severalCalls: false),
    SyntaxTemplate(
      syntax: "mistral-list",
      source: turns(
        "{% if message.tool_calls[0].id | length != 9 %}{{ raise_exception('id') }}{% endif %}"
          + "[TOOL_CALLS] ["
          + each(
            #"{"name": "{{ function.name }}", "arguments": {{ function.arguments | tojson }}, "#
              + #""id": "{{ call.id }}"}"#, separator: ", ") + "]")),
    SyntaxTemplate(
      syntax: "mistral",
      source: turns(each("[TOOL_CALLS]{{ function.name }}[ARGS]{{ function.arguments }}")),
      argumentsAreText: true),
    SyntaxTemplate(
      syntax: "function-gemma",
      source: escapedValue
        + turns(
          each(
            """
            <start_function_call>call:{{ function.name }}{{ written(function.arguments) }}\
            <end_function_call>
            """))),
    SyntaxTemplate(
      syntax: "phi",
      source: turns("<|tool_call|>[" + each(object, separator: ", ") + "]<|/tool_call|>")),
    SyntaxTemplate(
      syntax: "functools", source: turns("functools[" + each(object, separator: ",") + "]")),
    SyntaxTemplate(
      syntax: "deepseek-v3",
      source: turns(
        "<｜tool▁calls▁begin｜>"
          + each(
            deepSeekOpening + "{{ call.type }}<｜tool▁sep｜>{{ function.name + '\n```json\n' + "
              + "function.arguments + '\n```' }}<｜tool▁call▁end｜>", separator: "{{ '\n' }}")
          + "<｜tool▁calls▁end｜>"), argumentsAreText: true),
    SyntaxTemplate(
      syntax: "deepseek",
      source: turns(
        "<｜tool▁calls▁begin｜>"
          + each(
            deepSeekOpening
              + "{{ function.name + '<｜tool▁sep｜>' + function.arguments }}<｜tool▁call▁end｜>")
          + "<｜tool▁calls▁end｜>"), argumentsAreText: true),
    SyntaxTemplate(
      syntax: "gemma",
      source: turns(
        "{{ '\n' }}```tool_code{{ '\n' }}"
          + each(
            """
            {{ function.name }}({% for key, value in function.arguments | items %}\
            {% if not loop.first %}, {% endif %}{{ key }}={{ value | tojson }}{% endfor %}){{ '\n' }}
            """) + "```")),
    SyntaxTemplate(
      syntax: "list", source: turns(#"{"tool_calls": ["# + each(object, separator: ", ") + "]}")),
    SyntaxTemplate(syntax: "plain", source: turns(each(object, separator: "{{ '\n' }}"))),
    SyntaxTemplate(
      syntax: "pythonic",
      source: turns(
        "["
          + each(
            """
            {{ function.name }}({% for key, value in function.arguments | items %}\
            {% if not loop.first %}, {% endif %}{{ key }}={{ value | tojson }}{% endfor %})
            """, separator: ", ") + "]")),
  ]

  /// A template that knows roles and contents only.
  package static let withoutTools = """
    {% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>
    {% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}
    """

  /// A template that prints calls but no tools, and calls only where there is no content.
  package static let onlyNull = """
    {% for message in messages %}<|{{ message.role }}|>
    {%- if message.content is none %}{% for call in message.tool_calls %}<tool_call>
    {{ '{"name": "' + call.function.name + '", "arguments": ' + call.function.arguments + '}' }}
    </tool_call>{% endfor %}{% else %}{{ message.content }}{% endif %}<|end|>
    {% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}
    """

  /// A template with a list of calls between marks of which nobody has heard.
  package static let unheardList = turns(
    "<CALLS>[" + each("{{ function | tojson }}", separator: ", ") + "]</CALLS>")

  /// A template with a list of calls and no marks.
  package static let bareList = turns("[" + each("{{ function | tojson }}", separator: ", ") + "]")

  /// A template with marks of which nobody has heard.
  package static let unheard = turns(
    each(
      #"<<call>>{"tool": "{{ function.name }}", "input": {{ function.arguments | tojson }}}<</call>>"#
    ))
}
