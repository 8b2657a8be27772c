// Reads a list of jobs from standard input and writes the list of their results, as JSON.
// A job asks a library of a sender to sign a message (the result: its headers) or to verify one (true or false).
import { createHmac, createPrivateKey, createSign, sign } from 'node:crypto'
import { text as read } from 'node:stream/consumers'

import { Webhooks } from '@octokit/webhooks'
import redwood from '@redwoodjs/api/webhooks'
import sendgrid from '@sendgrid/eventwebhook'
import { LogSeverity, shopifyApi } from '@shopify/shopify-api'
import '@shopify/shopify-api/adapters/node'
import { verifySlackRequest } from '@slack/bolt'
import { verifyKey } from 'discord-interactions'
import jwt from 'jsonwebtoken'
import * as standard from 'standardwebhooks'
import Stripe from 'stripe'
import * as svix from 'svix'
import twilio from 'twilio'

const stripe = new Stripe('sk_test_x')
const hex = (algorithm, secret, content) => createHmac(algorithm, secret).update(content).digest('hex')
const form = (body) => Object.fromEntries(new URLSearchParams(body))
const event = (job) => ({ headers: Object.fromEntries(Object.entries(job.headers).map(([name, value]) => [name.toLowerCase(), value])), body: job.body })
const shop = (secret) => shopifyApi({
  apiKey: 'key', apiSecretKey: secret, hostName: 'example.com', apiVersion: '2026-01', isEmbeddedApp: false, scopes: [],
  logger: { level: LogSeverity.Error }, future: { customerAddressDefaultFix: true, unstable_managedPricingSupport: true },
})
const listed = (Webhook, prefix) => ({
  sign: ({ secret, body, now, id }) => ({
    [`${prefix}id`]: id, [`${prefix}timestamp`]: `${now}`, [`${prefix}signature`]: new Webhook(secret).sign(id, new Date(now * 1000), body),
  }),
  verify: ({ secret, body, headers }) => { new Webhook(secret).verify(body, headers); return true },
})
const private_ed25519 = (seed) => createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'), format: 'der', type: 'pkcs8' })

const libraries = {
  stripe: {
    sign: ({ secret, body, now }) => ({ 'Stripe-Signature': stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: now }) }),
    verify: ({ secret, body, headers }) => Boolean(stripe.webhooks.constructEvent(body, headers['Stripe-Signature'], secret)),
  },
  github: {
    sign: async ({ secret, body }) => ({ 'X-Hub-Signature-256': await new Webhooks({ secret }).sign(body) }),
    verify: ({ secret, body, headers }) => new Webhooks({ secret }).verify(body, headers['X-Hub-Signature-256']),
  },
  slack: {
    sign: ({ secret, body, now }) => ({ 'X-Slack-Request-Timestamp': `${now}`, 'X-Slack-Signature': `v0=${hex('sha256', secret, `v0:${now}:${body}`)}` }),
    verify: ({ secret, body, headers, now }) => {
      verifySlackRequest({
        signingSecret: secret, body, nowMilliseconds: now * 1000,
        headers: { 'x-slack-signature': headers['X-Slack-Signature'], 'x-slack-request-timestamp': Number(headers['X-Slack-Request-Timestamp']) },
      })
      return true
    },
  },
  discord: {
    sign: ({ secret, body, now }) => ({
      'X-Signature-Timestamp': `${now}`, 'X-Signature-Ed25519': sign(null, Buffer.from(`${now}${body}`), private_ed25519(secret)).toString('hex'),
    }),
    verify: ({ secret, body, headers }) => verifyKey(body, headers['X-Signature-Ed25519'], headers['X-Signature-Timestamp'], secret),
  },
  sendgrid: {
    sign: ({ secret, body, now }) => ({
      'X-Twilio-Email-Event-Webhook-Timestamp': `${now}`,
      'X-Twilio-Email-Event-Webhook-Signature': createSign('sha256').update(`${now}${body}`)
        .sign({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' }, 'base64'),
    }),
    verify: ({ secret, body, headers }) => {
      const webhook = new sendgrid.EventWebhook()
      return webhook.verifySignature(
        webhook.convertPublicKeyToECDSA(secret), body,
        headers['X-Twilio-Email-Event-Webhook-Signature'], headers['X-Twilio-Email-Event-Webhook-Timestamp'],
      )
    },
  },
  shopify: {
    sign: ({ secret, body }) => ({ 'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64') }),
    verify: async ({ secret, body, headers }) => {
      const rawRequest = {
        method: 'POST', url: '/',
        headers: { 'X-Shopify-Topic': 't', 'X-Shopify-Shop-Domain': 'a.myshopify.com', 'X-Shopify-API-Version': '2026-01', 'X-Shopify-Webhook-Id': 'w', ...headers },
      }
      return (await shop(secret).webhooks.validate({ rawBody: body, rawRequest })).valid
    },
  },
  twilio: {
    sign: ({ secret, body, url }) => ({ 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(secret, url, form(body)) }),
    verify: ({ secret, body, url, headers }) => twilio.validateRequest(secret, headers['X-Twilio-Signature'], url, form(body)),
  },
  twilio_json: {
    sign: ({ secret, url }) => ({ 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(secret, url, {}) }),
    verify: ({ secret, body, url, headers }) => twilio.validateRequestWithBody(secret, headers['X-Twilio-Signature'], url, body),
  },
  netlify: {
    sign: ({ secret, claims }) => ({ 'X-Webhook-Signature': jwt.sign(claims, secret, { algorithm: 'HS256', noTimestamp: true }) }),
    verify: ({ secret, headers, claims }) => {
      const made = jwt.verify(headers['X-Webhook-Signature'], secret, { algorithms: ['HS256'], issuer: 'netlify' })
      return made.sha256 === claims.sha256
    },
  },
  standardwebhooks: listed(standard.Webhook, 'webhook-'),
  gitlab: listed(standard.Webhook, 'webhook-'),
  svix: listed(svix.Webhook, 'svix-'),
  clerk: listed(svix.Webhook, 'svix-'),
}

for (const type of ['secretKeyVerifier', 'sha1Verifier', 'sha256Verifier', 'base64Sha1Verifier', 'base64Sha256Verifier', 'timestampSchemeVerifier', 'jwtVerifier']) {
  const options = ({ now }) => ({ currentTimestampOverride: now * 1000, ...(type === 'jwtVerifier' && { issuer: 'redwood' }) })
  libraries[type] = {
    sign: (job) => ({
      'RW-WEBHOOK-SIGNATURE': redwood.signPayload(type, { payload: type === 'jwtVerifier' ? JSON.parse(job.body) : job.body, secret: job.secret, options: options(job) }),
    }),
    verify: (job) => redwood.verifyEvent(type, { event: event(job), secret: job.secret, options: options(job) }),
  }
}

async function answer (job) {
  Date.now = () => job.now * 1000 // which some of the libraries ask
  try {
    return await libraries[job.library][job.do](job)
  } catch (error) {
    if (job.do === 'verify') return false
    throw error
  }
}

const results = []
for (const job of JSON.parse(await read(process.stdin))) results.push(await answer(job))
process.stdout.write(JSON.stringify(results))
