// Findings as the official SDK gets them: sdk_peer.js ENDPOINT REGION prints a JSON map from service to the ids of
// what it read, in order. Asks for the same as gavel does, with the SDK's own commands.
'use strict'
const [endpoint, region] = process.argv.slice(2)
const options = { endpoint, region, maxAttempts: 5 }
const load = name => require('@aws-sdk/client-' + name)

// All pages of a command; `names` are the members of the token in question and answer, and of the list.
async function all(client, command, ask, token, list) {
	const found = []
	let next
	do {
		const page = await client.send(new command(next ? { ...ask, [token]: next } : ask))
		found.push(...(list ? page[list] : [page]))
		next = page[token]
	} while (next)
	return found
}

async function securityhub() {
	const { SecurityHubClient, GetFindingsCommand } = load('securityhub')
	const ask = { Filters: { RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }] }, MaxResults: 100 }
	const found = await all(new SecurityHubClient(options), GetFindingsCommand, ask, 'NextToken', 'Findings')
	return found.map(f => f.Id)
}

async function guardduty() {
	const { GuardDutyClient, ListDetectorsCommand, ListFindingsCommand, GetFindingsCommand } = load('guardduty')
	const client = new GuardDutyClient(options), ids = []
	for (const DetectorId of await all(client, ListDetectorsCommand, { MaxResults: 50 }, 'NextToken', 'DetectorIds')) {
		let NextToken
		do {
			const page = await client.send(new ListFindingsCommand({ DetectorId, MaxResults: 50, NextToken }))
			const got = await client.send(new GetFindingsCommand({ DetectorId, FindingIds: page.FindingIds }))
			ids.push(...got.Findings.map(f => f.Arn))
			NextToken = page.NextToken
		} while (NextToken)
	}
	return ids
}

async function inspector2() {
	const { Inspector2Client, BatchGetAccountStatusCommand, ListFindingsCommand } = load('inspector2')
	const client = new Inspector2Client(options)
	const { accounts } = await client.send(new BatchGetAccountStatusCommand({}))
	if (accounts[0].state.status !== 'ENABLED')
		return []
	const found = await all(client, ListFindingsCommand, { maxResults: 100 }, 'nextToken', 'findings')
	return found.map(f => f.findingArn)
}

async function accessanalyzer() {
	const { AccessAnalyzerClient, ListAnalyzersCommand, ListFindingsCommand, ListFindingsV2Command } = load('accessanalyzer')
	const client = new AccessAnalyzerClient(options), found = []
	for (const a of await all(client, ListAnalyzersCommand, { maxResults: 100 }, 'nextToken', 'analyzers')) {
		const command = /UNUSED|INTERNAL/.test(a.type) ? ListFindingsV2Command : ListFindingsCommand
		found.push(...await all(client, command, { analyzerArn: a.arn, maxResults: 100 }, 'nextToken', 'findings'))
	}
	return found.map(f => f.id)
}

async function ecr() {
	const { ECRClient, DescribeRepositoriesCommand, DescribeImagesCommand, DescribeImageScanFindingsCommand, BatchGetImageCommand } = load('ecr')
	const client = new ECRClient(options), ids = []
	for (const { repositoryName } of await all(client, DescribeRepositoriesCommand, { maxResults: 1000 }, 'nextToken', 'repositories')) {
		const images = await all(client, DescribeImagesCommand, { repositoryName, maxResults: 1000 }, 'nextToken', 'imageDetails')
		const scanned = images.filter(i => i.imageScanStatus).sort((a, b) => b.imagePushedAt - a.imagePushedAt)
		if (!scanned.length)
			continue
		let chosen = scanned.filter(i => +i.imagePushedAt === +scanned[0].imagePushedAt).sort((a, b) => a.imageTags[0] < b.imageTags[0] ? -1 : 1)
		const index = images.find(i => /index/.test(i.imageManifestMediaType))
		if (index) {
			const got = await client.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: index.imageDigest }] }))
			if (got.images.length) {
				const entries = JSON.parse(got.images[0].imageManifest).manifests.sort((a, b) => a.platform.architecture < b.platform.architecture ? -1 : 1)
				chosen = entries.flatMap(e => scanned.filter(i => i.imageDigest === e.digest))
			}
		}
		for (const { imageDigest } of chosen) {
			const ask = { repositoryName, imageId: { imageDigest }, maxResults: 1000 }
			const pages = await all(client, DescribeImageScanFindingsCommand, ask, 'nextToken', null)
			ids.push(...pages.flatMap(p => p.imageScanFindings.findings.map(f => f.name)))
		}
	}
	return ids
}

async function main() {
	const out = {}
	for (const read of [securityhub, guardduty, inspector2, accessanalyzer, ecr])
		out[read.name] = await read()
	console.log(JSON.stringify(out))
}

main().catch(why => {
	console.error(String(why))
	process.exit(1)
})
