import { html } from 'ghtml';
import { codeBlock } from './highlight.ts';
import { docsPage, type Site } from './layout.ts';

export const clientsPage = (site: Site): string =>
  docsPage(
    site,
    'clients',
    'OpenAI clients and MCP',
    'What already speaks one of these protocols needs only an address and a key of the scope chat.',
    html`<h2>The OpenAI client</h2>
      <p>
        Point the official client at <code>${site.publicUrl}/openai/v1</code>, with the model
        <code>docent</code>. Streaming works; errors have OpenAI's shape.
      </p>
      !${codeBlock(
        'javascript',
        `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${site.publicUrl}/openai/v1', apiKey: process.env.DOCENT_KEY });
const completion = await client.chat.completions.create({
  model: 'docent',
  messages: [{ role: 'user', content: 'Who is called first in an outage?' }],
});
console.log(completion.choices[0].message.content, completion.choices[0].message.citations);`,
        'With the openai package',
      )}
      <p>
        Earlier <code>messages</code> are honoured. Citations stand beside the content, when streamed in the
        <code>delta</code>. Send <code>session_id</code> to go on in a stored session instead. Tools, images,
        <code>n</code> above 1 and JSON formats are refused.
      </p>
      <h2>Model Context Protocol</h2>
      <p>
        <code>POST ${site.publicUrl}/mcp</code> is an MCP server (streamable HTTP) with the tools
        <code>search_documents</code> and <code>ask</code>. It takes the key as
        <code>Authorization: Bearer KEY</code>; <code>ask</code> reports progress while it answers.
      </p>
      !${codeBlock(
        'json',
        JSON.stringify(
          {
            mcpServers: {
              docent: {
                type: 'http',
                url: `${site.publicUrl}/mcp`,
                headers: { Authorization: 'Bearer sk_…' },
              },
            },
          },
          null,
          2,
        ),
        'In the settings of an MCP client',
      )}`,
  );
