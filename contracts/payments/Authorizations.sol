// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signatures} from "../common/Signatures.sol";
import {Holding, NONCE_CEILING} from "./Holding.sol";
import {Holdings} from "./Holdings.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title Authorizations
/// @notice Payments that the payer signs and somebody else delivers (EIP-3009), and the nonces that make each of them count
/// once.
abstract contract Authorizations is Holdings {
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,"
        "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL_TYPEHASH = keccak256(
        "CancelAuthorization(address authorizer,bytes32 nonce)"
    );

    /// @dev One bit per nonce that is not below the next nonce of the account.
    mapping(address account => mapping(uint256 word => uint256 bits)) private _nonceBits;

    /// @inheritdoc ISettlementToken
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _useAuthorization(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc ISettlementToken
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        if (msg.sender != to) revert Token_CallerIsNotPayee(msg.sender, to);
        _useAuthorization(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc ISettlementToken
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _useUp(authorizer, nonce);
        _requireSignature(authorizer, keccak256(abi.encode(CANCEL_TYPEHASH, authorizer, nonce)), signature);
        emit AuthorizationCanceled(authorizer, nonce);
    }

    /// @inheritdoc ISettlementToken
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool) {
        return _isUsed(authorizer, _holdings[authorizer], uint256(nonce));
    }

    /// @dev Whether a nonce is used, given the account's holding.
    function _isUsed(address account, Holding holding, uint256 nonce) internal view returns (bool) {
        if (holding.isNext(nonce)) return false;
        if (nonce < holding.nextNonce()) return true;
        return (_nonceBits[account][nonce >> 8] >> (nonce & 0xff)) & 1 != 0;
    }

    /// @dev The holding after the use of a nonce that is not used yet. One that follows the last costs nothing more; once
    /// one was left out, the bitmap keeps them all.
    function _used(address account, Holding holding, uint256 nonce) internal returns (Holding) {
        if (holding.isNext(nonce)) return holding.withNextUsed();
        _nonceBits[account][nonce >> 8] |= 1 << (nonce & 0xff);
        return nonce < NONCE_CEILING ? holding.asScattered() : holding;
    }

    function _useAuthorization(
        bytes32 typeHash,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) private {
        if (block.timestamp <= validAfter) revert Token_AuthorizationTooEarly(validAfter, block.timestamp);
        if (block.timestamp >= validBefore) revert Token_AuthorizationExpired(validBefore, block.timestamp);
        _useUp(from, nonce);
        _requireSignature(
            from,
            keccak256(abi.encode(typeHash, from, to, value, validAfter, validBefore, nonce)),
            signature
        );
        emit AuthorizationUsed(from, nonce);
        _pay(from, to, value);
    }

    function _useUp(address account, bytes32 nonce) private {
        Holding holding = _holdings[account];
        if (_isUsed(account, holding, uint256(nonce))) revert Token_NonceUsed(account, nonce);
        _holdings[account] = _used(account, holding, uint256(nonce));
    }

    function _requireSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        if (!Signatures.isBy(signer, _hashTypedDataV4(structHash), signature)) {
            revert Token_BadSignature(signer);
        }
    }
}
