// An app begins with its documents.
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';

export const loader = ({ params }: LoaderFunctionArgs) => redirect(`/apps/${params['appId']}/documents`);
