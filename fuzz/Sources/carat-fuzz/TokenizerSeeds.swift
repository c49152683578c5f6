/// Inputs for the tokenizer and template parsers.
enum TokenizerSeeds {
  /// SentencePiece models, BPE and unigram, encoded as protocol buffers.
  static var sentencePieceModels: [[UInt8]] { [model(type: 1), model(type: 2)] }

  private static func model(type: UInt8) -> [UInt8] {
    var pieces: [(text: String, kind: UInt8)] = [
      ("<unk>", 2), ("<s>", 3), ("</s>", 3), ("\n\n", 4),
    ]
    pieces += ["<0x00>", "<0x0A>", "<0xC3>", "<0xA9>"].map { ($0, 6) }
    let words = ["\u{2581}", "h", "e", "l", "o", "he", "ll", "llo", "hello", "\u{2581}hello", "漢"]
    pieces += words.map { ($0, 1) }
    var bytes: [UInt8] = []
    for (index, piece) in pieces.enumerated() {
      let score = (-Float(index)).bitPattern
      let fields =
        field(1, Array(piece.text.utf8)) + [0x15]
        + (0..<4).map { UInt8(truncatingIfNeeded: score >> ($0 * 8)) } + [0x18, piece.kind]
      bytes += field(1, fields)
    }
    // The trainer: model type, byte fallback; the normaliser: name, dummy prefix, spaces kept.
    bytes += field(2, [0x18, type, 0x98, 0x02, 1])
    bytes += field(3, field(1, Array("identity".utf8)) + [0x18, 1, 0x20, 0])
    return bytes
  }

  /// A length-delimited field.
  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var length = bytes.count
    var result = [number << 3 | 2]
    while length >= 128 {
      result.append(UInt8(length & 127) | 128)
      length >>= 7
    }
    return result + [UInt8(length)] + bytes
  }

  /// `tokenizer.json` files: byte-level BPE, BPE with byte fallback, unigram.
  static var json: [[UInt8]] {
    [
      """
      {"version":"1.0","added_tokens":[{"id":6,"content":"<|end|>","special":true,"lstrip":false,
      "rstrip":true,"normalized":false,"single_word":false}],"normalizer":{"type":"NFC"},
      "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}|\
       ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"},"behavior":"Isolated",
      "invert":false},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]},
      "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|end|>",
      "type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{"<|end|>":{"id":"<|end|>",
      "ids":[6],"tokens":["<|end|>"]}}},"decoder":{"type":"ByteLevel"},"model":{"type":"BPE",
      "ignore_merges":true,"vocab":{"h":0,"e":1,"l":2,"o":3,"he":4,"ll":5},"merges":["h e",["l","l"]]}}
      """,
      """
      {"added_tokens":[],"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend",
      "prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},"pre_tokenizer":null,
      "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
      {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
      "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,"vocab":{"<unk>":0,
      "▁":1,"h":2,"e":3,"he":4,"<0x0A>":5},"merges":["h e"]}}
      """,
      """
      {"added_tokens":[{"id":0,"content":"<s>","special":true}],"normalizer":{"type":"Precompiled",
      "precompiled_charsmap":""},"pre_tokenizer":{"type":"Metaspace","replacement":"▁",
      "prepend_scheme":"always","split":true},"decoder":{"type":"Metaspace","replacement":"▁",
      "prepend_scheme":"always"},"model":{"type":"Unigram","unk_id":1,"byte_fallback":false,
      "vocab":[["<s>",0.0],["<unk>",0.0],["▁",-1.5],["h",-2.0],["ello",-3.5]]}}
      """,
    ].map { Array($0.utf8) }
  }

  static let jsonWords = [
    "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e400", "\"type\":", "BPE",
    "Unigram",
    "WordPiece", "ByteLevel", "Metaspace", "Split", "Digits", "Regex", "merges", "vocab", "id",
    "added_tokens", "content", "special", "\\\\p{L}", "(?!", "(?i:", "{1,3}", "+", "*", "<0xFF>",
  ]

  /// Chat templates that use what published templates use.
  static var templates: [[UInt8]] {
    [
      """
      {{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != \
      (loop.index0 % 2 == 0) %}{{ raise_exception('roles') }}{% endif %}\
      {{ '<start_of_turn>' + message['role'] + '\\n' + message['content'] | trim }}{% endfor %}
      """,
      """
      {%- set ns = namespace(found=false, text='') -%}{%- macro show(item, depth=0) -%}\
      {{ item | tojson(indent=2) }}{%- endmacro -%}{%- for m in messages[1:] | reverse -%}\
      {%- if not loop.last and m.content is string -%}{%- set ns.text = ns.text ~ m.content[:-1] -%}\
      {%- elif m.content is iterable and m.tool_calls is defined -%}{{ show(m.tool_calls[0]) }}\
      {%- else -%}{{ m.content | length }}{%- endif -%}{%- endfor -%}{{ ns.text.split(' ')[-1].upper() }}
      """,
      """
      {% if tools is not none %}{{ tools | map(attribute='function') | list | join(', ') }}{% endif %}\
      {% set x = {'a': [1, 2.5, none, true], 'b': (1, 2)} %}{% for k, v in x.items() %}{{ k }}={{ v }}\
      {% endfor %}{{ strftime_now('%d %b %Y') }}{{ range(3) | list }}{{ 7 // 2 ** 3 % 5 - -1 }}\
      {% generation %}{{ 'a' if x.a else 'b' }}{% endgeneration %}{# note #}{% raw %}{{ }}{% endraw %}
      """,
    ].map { Array($0.utf8) }
  }

  static let templateWords = [
    "{{", "}}", "{%", "%}", "{%-", "-%}", "{#", "#}", "for ", " in ", "endfor", "if ", "else",
    "endif",
    "set ", "macro ", "endmacro", "namespace(", "range(", "messages", "loop.index", "| tojson",
    "| length", "| replace('', 'x')", " * 999999999", "** 99", "// 0", "% 0", "[::-1]", "[-9:9:0]",
    "[::-9223372036854775808]", "9223372036854775807", "'", "\\u0000", "(", ")", "[", "]", "not ",
    "self", "{% set x = x + x %}", "{% for a in range(1000000) %}", "strftime_now('%'", ".format(",
  ]
}
